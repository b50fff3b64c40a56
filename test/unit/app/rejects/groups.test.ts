import { expect, test } from 'vitest';
import { commonText, RejectGroups } from '../../../../src/app/rejects/groups.ts';
import { entry } from '../../rejects/kit.ts';

test.each([
  [
    "failed to parse field [a1] of type [ip] in document with id 'x'. Preview of field's value: 'not-an-address'",
    "failed to parse field [a1] of type [ip] in document with id '…'. Preview of field's value: '…'",
  ],
  ["'172.31.25' is not an IP string literal.", "'…' is not an IP string literal."],
  [
    'object mapping for [a] tried to parse field [null] at position 4096',
    'object mapping for [a] tried to parse field [null] at position …',
  ],
])('%s', (text, common) => {
  expect(commonText(text)).toBe(common);
});

test('documents with one fault are one group, the largest first', () => {
  const groups = new RejectGroups();
  for (let n = 0; n < 100; n++) groups.add(entry(n, { object: `s3://b/${Math.floor(n / 10)}` }));
  groups.add(entry(1, { index: 'logs-2' }));
  const all = groups.all();
  expect(all).toMatchObject([
    { index: 'logs-1', documents: 100, objects: 10, text: "failed to parse field [a] of document '…'" },
    { index: 'logs-2', documents: 1, objects: 1 },
  ]);
  expect(all[0]?.byObject).toEqual([0, 1, 2, 3, 4].map((n) => ({ object: `s3://b/${n}`, documents: 10 })));
  expect(all[0]?.examples.map(({ id }) => id)).toEqual(['id-0', 'id-1', 'id-2']);
});

test('however many reasons there are, the groups are bounded', () => {
  const groups = new RejectGroups();
  for (let n = 0; n < 2000; n++) groups.add(entry(n, { index: `logs-${'x'.repeat(n % 700)}` }));
  const all = groups.all();
  expect(all).toHaveLength(501);
  expect(all.reduce((sum, { documents }) => sum + documents, 0)).toBe(2000);
});
