import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bulkItem, entryOf, readEntry, rejectsName, writeEntry } from '../../../src/rejects/entry.ts';
import { partOf } from '../sink/kit.ts';
import { entry } from './kit.ts';

test('an entry comes back as it was written, whatever is in it, and is one line', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, text, fc.json(), (id, words, object, json) => {
      const document = JSON.stringify({ ',"document":': JSON.parse(json), '\u2028': ',"document":{}' });
      const written = entry(1, { id, object, document, reason: { type: 'x', text: words } });
      const line = writeEntry(written).toString();
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(readEntry(line.slice(0, -1))).toEqual(JSON.parse(JSON.stringify(written)));
    }),
  );
});

test('numbers that JSON.parse cannot hold survive (R3)', () => {
  const document = '{"bytes":9223372036854775807}';
  const back = readEntry(writeEntry(entry(1, { document })).toString().trimEnd());
  expect(back?.document).toBe(document);
  expect(bulkItem(back ?? entry(2)).toString()).toBe(
    `{"create":{"_index":"logs-1","_id":"id-1"}}\n${document}\n`,
  );
});

test('what is none is told from what is one', () => {
  const line = writeEntry(entry(1)).toString().trimEnd();
  for (let cut = 0; cut < line.length; cut++) expect(readEntry(line.slice(0, cut))).toBeUndefined();
  expect(readEntry(line.replace('"create"', '"delete"'))).toBeUndefined();
  expect(readEntry(line.replace('"logs-1"', '7'))).toBeUndefined();
  expect(readEntry('{"a":1}')).toBeUndefined();
});

test('an item is copied with its address and its line', () => {
  const source = { log: { offset: 77 }, message: 'é' };
  const { part } = partOf(
    [
      { index: 'i-1', id: 'x', source: {} },
      { index: 'i-"2', id: 'y', source },
    ],
    's3://b/k',
    'index',
  );
  const made = entryOf(part, 1, { type: 't', text: 'no' }, 0);
  part.bytes.fill(0);
  expect(made).toEqual({
    index: 'i-"2',
    id: 'y',
    op: 'index',
    reason: { type: 't', text: 'no' },
    object: 's3://b/k',
    version: 'v1',
    line: 77,
    at: '1970-01-01T00:00:00.000Z',
    document: JSON.stringify(source),
  });
});

test('without log.offset the line is that of a position id, or unknown', () => {
  const { part } = partOf([
    { index: 'i', id: `${'a'.repeat(22)}-4096`, source: {} },
    { index: 'i', id: 'a-b', source: {} },
    { index: 'i', source: {} },
  ]);
  const lines = [0, 1, 2].map((item) => entryOf(part, item, { type: 't', text: '' }, 0).line);
  expect(lines).toEqual([4096, undefined, undefined]);
  expect(entryOf(part, 2, { type: 't', text: '' }, 0).id).toBeUndefined();
});

test('the position of a row says that it is one, and still does when it is read', () => {
  const { part } = partOf([{ index: 'i', id: `${'a'.repeat(22)}-7`, source: {} }]);
  const made = entryOf({ ...part, rows: true }, 0, { type: 't', text: '' }, 0);
  expect(made).toMatchObject({ line: 7, rows: true });
  const line = writeEntry(made).toString().trimEnd();
  expect(readEntry(line)).toEqual(made);
  expect(readEntry(line.replace('"rows":true', '"rows":"many"'))).toBeUndefined();
});

test('an object has one name, and an overwritten one another', () => {
  expect(rejectsName('s3://b/k', '1')).toBe(rejectsName('s3://b/k', '1'));
  expect(rejectsName('s3://b/k', '1')).not.toBe(rejectsName('s3://b/k', '2'));
  expect(rejectsName('s3://b/k', '1')).toMatch(/^[0-9a-f]{40}\.rejects\.ndjson\.gz$/);
});
