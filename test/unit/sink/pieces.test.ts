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

test('one piece is sent from where it lies, without a copy', () => {
  const { part } = partOf(docs(3));
  expect(bodyOf([{ part, from: 1, to: 3 }]).buffer).toBe(part.chunk.body.buffer);
  expect(ids([{ part, from: 1, to: 3 }])).toEqual(['id-1', 'id-2']);
});

test('a place beyond the items is our own mistake', () => {
  expect(() => itemAt([], 0)).toThrow(RangeError);
});
