import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutBatch, partBytes } from '../../../src/core/cut.ts';
import { part, shape } from './parts.ts';

test('a batch is as many items as fit, from the front; the rest of a part stays first in line', () => {
  const queue = [part([10, 10, 10], 'a'), part([10, 10, 10], 'b')].map(
    (p) => p as Parameters<typeof partBytes>[0],
  );
  const first = cutBatch(queue, 45, 100);
  expect(shape(first)).toEqual(['a:0-3', 'b:0-1']);
  expect([first.bytes, first.docs]).toEqual([40, 4]);
  const second = cutBatch(queue, 45, 100);
  expect(shape(second)).toEqual(['b:1-3']);
  expect(queue).toEqual([]);
});

test('the number of documents is a limit, too', () => {
  const queue = [part([1, 1, 1], 'a'), part([1, 1, 1], 'b')];
  expect(shape(cutBatch(queue, 1000, 4))).toEqual(['a:0-3', 'b:0-1']);
});

test('a document larger than a request goes alone, wherever it stands', () => {
  const queue = [part([10, 500, 10], 'a'), part([500], 'b'), part([10], 'c')];
  const batches = Array.from({ length: 5 }, () => shape(cutBatch(queue, 100, 100)));
  expect(batches).toEqual([['a:0-1'], ['a:1-2'], ['a:2-3'], ['b:0-1'], ['c:0-1']]);
  expect(queue).toEqual([]);
});

test('a slice tells the part that it was cut from, by the number that the item has there', () => {
  const whole = part([10, 10, 10]);
  const queue = [whole as Parameters<typeof partBytes>[0]];
  cutBatch(queue, 10, 10);
  const [slice] = cutBatch(queue, 10, 10).parts;
  slice?.settle(slice.from, { kind: 'ok' });
  expect(whole.told).toEqual([[1, 'ok']]);
});

test('every item leaves exactly once, in order, within the limits', () => {
  const sizes = fc.array(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 12 }), {
    maxLength: 10,
  });
  fc.assert(
    fc.property(
      sizes,
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 9 }),
      (all, bytes, docs) => {
        const queue = all.map((one, i) => part(one, String(i)));
        const left: string[] = [];
        while (queue.length > 0) {
          const batch = cutBatch(queue, bytes, docs);
          expect(batch.docs).toBeGreaterThan(0);
          expect(batch.docs).toBeLessThanOrEqual(docs);
          if (batch.docs > 1) expect(batch.bytes).toBeLessThanOrEqual(bytes);
          expect(batch.bytes).toBe(batch.parts.reduce((sum, p) => sum + partBytes(p), 0));
          for (const { object, from, to } of batch.parts) {
            for (let item = from; item < to; item++) left.push(`${object}/${item}`);
          }
        }
        expect(left).toEqual(all.flatMap((one, i) => one.map((_, item) => `${i}/${item}`)));
      },
    ),
  );
});
