import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OpenBatch } from '../../../src/core/open-batch.ts';
import { itemStart } from '../../../src/model/bulk.ts';
import { part, shape, type TestPart } from './parts.ts';

/** Puts all parts into batches of these limits, one behind the other. */
function fill(parts: readonly TestPart[], maxBytes: number, maxDocs: number): OpenBatch[] {
  const batches = [new OpenBatch(Buffer.alloc(maxBytes), maxDocs)];
  for (const one of parts) {
    for (let from = 0; from < one.chunk.docs; ) {
      from = batches.at(-1)?.add(one, from) ?? from;
      if (from < one.chunk.docs) batches.push(new OpenBatch(Buffer.alloc(maxBytes), maxDocs));
    }
  }
  return batches;
}

test('a batch is as many items as fit, from the front; the rest of a part is for the next', () => {
  const [first, second] = fill([part([10, 10, 10], 'a'), part([10, 10, 10], 'b')], 45, 100);
  expect(shape(first?.batch() ?? { parts: [], bytes: 0, docs: 0 })).toEqual(['a:0-3', 'b:0-1']);
  expect(first?.batch()).toMatchObject({ bytes: 40, docs: 4 });
  expect(second?.batch()).toMatchObject({ bytes: 20, docs: 2 });
});

test('the number of documents is a limit, too, and makes a batch full', () => {
  const [first, second] = fill([part([1, 1, 1], 'a'), part([1, 1, 1], 'b')], 1000, 4);
  expect(first?.batch()).toMatchObject({ bytes: 4, docs: 4 });
  expect([first?.full, second?.full]).toEqual([true, false]);
});

test('a document larger than the batch is not taken', () => {
  const batch = new OpenBatch(Buffer.alloc(100), 10);
  expect(batch.add(part([101]), 0)).toBe(0);
  expect(batch.batch()).toEqual({ parts: [], bytes: 0, docs: 0 });
});

test('a part tells whom it came from, by the number that the item has there', () => {
  const whole = part([10, 10, 10]);
  const [, second] = fill([whole], 10, 10);
  const [slice] = second?.batch().parts ?? [];
  slice?.settle(slice.from, slice.to, { kind: 'ok' });
  expect(whole.told).toEqual([[1, 'ok']]);
});

test('every item leaves exactly once, in order, with its own bytes, within the limits', () => {
  const sizes = fc.array(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 12 }), {
    maxLength: 10,
  });
  fc.assert(
    fc.property(
      sizes,
      fc.integer({ min: 300, max: 900 }),
      fc.integer({ min: 1, max: 9 }),
      (all, bytes, docs) => {
        const left: string[] = [];
        for (const open of fill(
          all.map((one, i) => part(one, String(i))),
          bytes,
          docs,
        )) {
          const batch = open.batch();
          expect(batch.docs).toBeLessThanOrEqual(docs);
          expect(batch.bytes).toBeLessThanOrEqual(bytes);
          let end = 0;
          for (const one of batch.parts) {
            for (let item = one.from; item < one.to; item++) {
              expect(itemStart(one, item)).toBe(end);
              end = itemStart(one, item + 1);
              const own = one.bytes.subarray(itemStart(one, item), end);
              left.push(`${one.object}/${item} ${own.length} ${[...new Set(own)]}`);
            }
          }
          expect(end).toBe(batch.bytes);
        }
        expect(left).toEqual(
          all.flatMap((one, i) => one.map((size, item) => `${i}/${item} ${size} ${item + 1}`)),
        );
      },
    ),
  );
});
