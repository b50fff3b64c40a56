import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addPiece,
  bodyOf,
  countItems,
  eachItem,
  halve,
  itemAt,
  type Piece,
  piecesOf,
  without,
} from '../../../src/sink/pieces.ts';
import { batchOf, docs, parseBulk, partOf } from './kit.ts';

const ids = (pieces: readonly Piece[]) => parseBulk(bodyOf(pieces).toString()).map(({ id }) => id);

test('halves, picks and removals never lose, double or reorder an item', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
      fc.nat(),
      (sizes, at) => {
        const parts = sizes.map((size, i) => partOf(docs(size, 'x', i * 10)));
        const pieces = piecesOf(batchOf(...parts));
        const all = ids(pieces);
        const count = countItems(pieces);
        expect(count).toBe(all.length);
        const place = at % count;
        expect(ids([itemAt(pieces, place)])).toEqual([all[place]]);
        const rest = without(pieces, itemAt(pieces, place));
        expect(rest.length === 0 ? [] : ids(rest)).toEqual(all.filter((_, i) => i !== place));
        const joined: Piece[] = [];
        for (const item of eachItem(pieces)) addPiece(joined, item);
        expect(joined).toEqual(pieces);
        if (count < 2) return;
        const [first, second] = halve(pieces);
        expect([...ids(first), ...ids(second)]).toEqual(all);
        expect(Math.abs(countItems(first) - countItems(second))).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test('what stands one behind the other is sent from where it lies, without a copy', () => {
  const batch = batchOf(partOf(docs(3)), partOf(docs(2, 'logs-1', 3)));
  const bytes = batch.parts[0]?.bytes.buffer;
  const whole = piecesOf(batch);
  expect(bodyOf(whole).buffer).toBe(bytes);
  expect(ids(whole)).toEqual(['id-0', 'id-1', 'id-2', 'id-3', 'id-4']);
  expect(bodyOf(whole.slice(1)).buffer).toBe(bytes);
  expect(ids(whole.slice(1))).toEqual(['id-3', 'id-4']);
  const gaps = without(whole, itemAt(whole, 1));
  expect(ids(gaps)).toEqual(['id-0', 'id-2', 'id-3', 'id-4']);
});

test('pieces that are not in order are sent as they are asked for, also where as many bytes lie between first and last', () => {
  const batch = batchOf(partOf(docs(5)));
  const [zero, one, , three, four] = [...eachItem(piecesOf(batch))] as [Piece, Piece, Piece, Piece, Piece];
  expect(ids([one, three, zero, four])).toEqual(['id-1', 'id-3', 'id-0', 'id-4']);
});

test('a place beyond the items is our own mistake', () => {
  expect(() => itemAt([], 0)).toThrow(RangeError);
});
