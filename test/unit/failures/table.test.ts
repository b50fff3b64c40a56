import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { afterRows, foundRows } from '../../../src/failures/after-rows.ts';
import { aftermathOf, aftermathOfAction, rowsOfObjects } from '../../../src/failures/aftermath.ts';
import { decidePoll, decideS3, endsRun, queueRow } from '../../../src/failures/decide.ts';
import { queueRows } from '../../../src/failures/queue-rows.ts';
import { filled } from '../../../src/failures/row.ts';
import { s3Rows } from '../../../src/failures/s3-rows.ts';
import { queueExamples, s3Examples } from './examples.ts';

const src = new URL('../../../src/', import.meta.url);

/** Told, and the end of no object: what is wrong with the message, the settings, the start, or the output as a whole. */
const notOfObjects = [
  'LF_DELETE_FAILED LF_RELEASE_FAILED LF_LEASE_LOST LF_MAX_PROCESSING',
  'LF_LINE_MALFORMED LF_REJECTS_DAMAGED',
  'LF_TIMEZONE LF_GEO_DATABASE LF_NODE_URL LF_PROXY LF_NOT_A_CLUSTER LF_CLUSTER_UNAUTHORISED',
  'LF_OUTPUT LF_OUTPUT_CLOSED LF_LISTING LF_LISTING_FORBIDDEN',
].flatMap((line) => line.split(' '));

test('no code of ours is unknown to the table', () => {
  const known = new Set<string>(
    [...rowsOfObjects, ...queueRows, ...afterRows, ...Object.values(foundRows)].map(({ code }) => code),
  );
  const found = new Map<string, string>();
  for (const folder of ['source', 'parse', 'core', 'sink', 'rejects']) {
    for (const name of readdirSync(new URL(folder, src), { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.ts')) continue;
      const text = readFileSync(new URL(`${folder}/${name}`, src), 'utf8');
      for (const [, code = ''] of text.matchAll(/'(LF_[A-Z0-9_]+)'/g)) found.set(code, `${folder}/${name}`);
    }
  }
  expect(found.size).toBeGreaterThan(25);
  const unknown = [...found].filter(([code]) => !known.has(code) && !notOfObjects.includes(code));
  expect(unknown).toEqual([]);
  // The list is no place to forget things in.
  expect(notOfObjects.filter((code) => known.has(code))).toEqual([]);
});

test('what becomes of a message is the same for every row of a code', () => {
  const ends = new Map<string, Set<string>>();
  for (const { code, action } of rowsOfObjects) {
    const end = aftermathOfAction(action);
    if (end) ends.set(code, (ends.get(code) ?? new Set()).add(end));
  }
  expect([...ends].filter(([, each]) => each.size > 1)).toEqual([]);
  for (const [code, [end]] of ends) expect([code, aftermathOf({ code })]).toEqual([code, end]);
});

test('what says nothing about the object is released, the rest held back, what is not known, too', () => {
  const released =
    'LF_AWS_CREDENTIALS LF_AWS_ROLE LF_AWS_CLOCK LF_AWS_REGION LF_AWS_BUSY LF_AWS_FAULT LF_AWS_UNREACHABLE LF_AWS_CONNECTION LF_AWS_ANSWER LF_OBJECT_GONE LF_OBJECT_CHANGED LF_THREAD_DIED LF_THREAD_START LF_BUG LF_REJECTS_STORE LF_REJECTS_SPILL LF_CLUSTER_BUSY LF_CLUSTER_BLOCKED LF_CLUSTER_TIMEOUT';
  const heldBack =
    'LF_OBJECT_FORBIDDEN LF_OBJECT_KMS LF_OBJECT_ARCHIVED LF_OBJECT_CORRUPT LF_OBJECT_COMPRESSION LF_PARQUET_LIMIT LF_OBJECT_READ LF_BUCKET_MISSING LF_BUCKET_REGION LF_NOTHING_PARSED LF_OBJECT_UNCLAIMED LF_MESSAGE_UNRECOGNISED LF_FILE_READ LF_HEADER_BOM LF_HEADER_TOO_MANY LF_HEADER_RESERVED LF_HEADER_NAME LF_HEADER_DUPLICATE LF_HEADER_NO_TIME LF_DOCUMENT_MAPPING LF_DOCUMENT_TOO_LARGE LF_NEVER_HEARD_OF';
  const ends = (codes: string) => codes.split(' ').map((code) => [code, aftermathOf({ code })]);
  expect(ends(released)).toEqual(released.split(' ').map((code) => [code, 'release']));
  expect(ends(heldBack)).toEqual(heldBack.split(' ').map((code) => [code, 'quarantine']));
});

test('every row of S3 is met by what it is for, and by nothing in front of it', () => {
  const context = { failures: 1, redirected: true, resuming: false };
  for (const [name, examples] of Object.entries(s3Examples)) {
    for (const facts of examples) {
      expect([facts, decideS3(facts, context).row.name]).toEqual([facts, name]);
    }
  }
  const { row } = decideS3({ name: 'NoSuchKey' }, { ...context, resuming: true });
  expect(row.name).toBe('gone-midway');
  const moved = { name: 'PermanentRedirect', status: 301, region: 'eu-west-1' };
  expect(decideS3(moved, { ...context, redirected: false }).row.name).toBe('another-region');
  // LF_AWS_ROLE comes worded.
  const met = [...Object.keys(s3Examples), 'gone-midway', 'another-region', 'role'];
  expect(s3Rows.map(({ name }) => name).toSorted()).toEqual(met.toSorted());
});

test('every row of the queue, too', () => {
  for (const [name, examples] of Object.entries(queueExamples)) {
    for (const facts of examples) expect([facts, queueRow(facts).name]).toEqual([facts, name]);
  }
  expect(queueRows.map(({ name }) => name).toSorted()).toEqual(Object.keys(queueExamples).toSorted());
});

test('a code of the queue means one thing, and waits grow to half a minute', () => {
  const starts = new Map(queueRows.map(({ code, start }) => [code, start]));
  for (const { code, start } of queueRows) expect([code, start]).toEqual([code, starts.get(code)]);
  const waits = [1, 2, 3, 6, 1000].map((failures) =>
    decidePoll('LF_AWS_BUSY', { failures, everWorked: true, drain: false }),
  );
  expect(waits.map((wait) => 'ms' in wait && wait.ms)).toEqual([1000, 2000, 4000, 30_000, 30_000]);
});

test('a collection that takes no ids ends the run, nothing else of the cluster does', () => {
  expect(rowsOfObjects.filter(({ code }) => endsRun(code)).map(({ code }) => code)).toEqual([
    'LF_IDS_REFUSED',
  ]);
});

test('hints are whole sentences, whatever was told', () => {
  for (const { hint, name } of [...rowsOfObjects, ...queueRows]) {
    expect([name, filled(hint, {})]).toEqual([name, expect.stringMatching(/^[A-Zl`][^{}]*\.$/)]);
  }
  expect(filled('{a|b} and {c}', { a: 'x', c: '{a}' })).toBe('x and {a}');
});
