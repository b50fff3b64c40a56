import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  HashTable,
  hashText,
  objectHash,
  parseHash,
} from '../../../../../src/app/backfill/ledger/hash-table.ts';

// Few different words: neighbours and collisions in every table.
const word = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0xffffffff, 0x80000000, 1024, 2048));
const hash = fc.record({ a: word, b: word, c: word });

it('is a map', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(hash, fc.integer({ min: 1, max: 0xffffffff })), { maxLength: 400 }),
      (entries) => {
        const table = new HashTable();
        const map = new Map<string, number>();
        for (const [key, value] of entries) {
          table.set(key, value);
          map.set(hashText(key), value);
        }
        expect(table.size).toBe(map.size);
        for (const [key] of entries) expect(table.get(key)).toBe(map.get(hashText(key)));
        expect(table.get({ a: 7, b: 7, c: 7 })).toBe(0);
      },
    ),
  );
});

it('grows, and forgets nothing', () => {
  const table = new HashTable();
  for (let n = 0; n < 50_000; n++) table.set(objectHash('b', `k${n}`, ''), n + 1);
  expect(table.size).toBe(50_000);
  for (let n = 0; n < 50_000; n++) expect(table.get(objectHash('b', `k${n}`, ''))).toBe(n + 1);
  expect(table.get(objectHash('b', 'k50000', ''))).toBe(0);
});

it('a hash is 16 characters, and the same again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      const text = hashText(objectHash('bucket', key, 'etag'));
      expect(text).toHaveLength(16);
      expect(hashText(parseHash(text) ?? { a: 0, b: 0, c: 0 })).toBe(text);
    }),
  );
  expect(parseHash('short')).toBeUndefined();
});

it('bucket, key and ETag are told apart', () => {
  const texts = [
    ['a', 'bc', 'd'],
    ['ab', 'c', 'd'],
    ['a', 'b', 'cd'],
    ['a', 'bc', 'e'],
  ].map(([bucket = '', key = '', etag = '']) => hashText(objectHash(bucket, key, etag)));
  expect(new Set(texts).size).toBe(4);
});
