import { expect, test } from 'vitest';
import { afterRows, decideAfter, foundRows } from '../../../src/failures/after-rows.ts';
import { filled } from '../../../src/failures/row.ts';
import { s3Examples } from './examples.ts';

const own = {
  'after-unsupported': [
    { name: 'NotImplemented', status: 501 },
    { name: 'Unknown', status: 501 },
  ],
  'after-gone': [
    { name: 'NoSuchKey', status: 404 },
    { name: 'NotFound', status: 404 },
    { name: 'NoSuchVersion' },
  ],
  'after-bucket-missing': [{ name: 'NoSuchBucket', status: 404 }],
  'after-conflict': [{ name: 'ConditionalRequestConflict', status: 409 }],
  'after-changed': [
    { name: 'PreconditionFailed', status: 412 },
    { name: 'Unknown', status: 412 },
  ],
  'after-forbidden': [
    { name: 'AccessDenied', status: 403 },
    { name: 'Unknown', status: 403 },
  ],
  'after-anything-else': [{ name: 'InvalidRequest', status: 400 }, {}],
};

test('every row is met by what it is for, and by nothing in front of it', () => {
  const shared = Object.entries(s3Examples).slice(0, 9);
  for (const [name, examples] of [...shared, ...Object.entries(own)]) {
    for (const facts of examples) expect([facts, decideAfter(facts, 1).row.name]).toEqual([facts, name]);
  }
  // LF_AWS_ROLE comes worded.
  const met = [...shared.map(([name]) => name), ...Object.keys(own), 'role'];
  expect(afterRows.map(({ name }) => name).toSorted()).toEqual(met.toSorted());
});

test('what may pass is asked for four times, what is not allowed once', () => {
  const waits = (name: string) => [1, 2, 3, 4].map((failures) => decideAfter({ name }, failures).wait);
  expect(waits('SlowDown')).toEqual([400, 800, 1600, undefined]);
  expect(waits('AccessDenied')).toEqual([undefined, undefined, undefined, undefined]);
});

test('hints are whole sentences, whatever was told', () => {
  for (const { hint, name } of [...afterRows, ...Object.values(foundRows)]) {
    expect([name, filled(hint, {})]).toEqual([name, expect.stringMatching(/^[A-Zl`][^{}]*\.$/)]);
  }
});
