import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { untilAborted } from '../../../src/core/abortable.ts';

test('passes everything on, closes what it reads, and leaves no listener behind', async () => {
  const { signal } = new AbortController();
  let closed = 0;
  async function* numbers() {
    try {
      yield* [1, 2, 3];
    } finally {
      closed += 1;
    }
  }
  expect(await Array.fromAsync(untilAborted(numbers(), signal))).toEqual([1, 2, 3]);
  for await (const _ of untilAborted(numbers(), signal)) break;
  expect(closed).toBe(2);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('passes errors on', async () => {
  // biome-ignore lint/correctness/useYield: it fails before it has anything
  async function* broken(): AsyncGenerator<number> {
    throw new Error('broken');
  }
  await expect(Array.fromAsync(untilAborted(broken(), new AbortController().signal))).rejects.toThrow(
    'broken',
  );
});

test('ends a read that would never end, and asks what it read to close', async () => {
  const controller = new AbortController();
  let closed = false;
  const silent: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: () => {
        closed = true;
        return new Promise(() => {});
      },
    }),
  };
  const read = Array.fromAsync(untilAborted(silent, controller.signal));
  await Promise.resolve();
  controller.abort(new Error('stop'));
  await expect(read).rejects.toThrow('stop');
  expect(closed).toBe(true);
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
});

test("a read that fails after the abort is nobody's rejection", async () => {
  const controller = new AbortController();
  const pending = Promise.withResolvers<never>();
  const failing: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({ next: () => pending.promise, return: () => pending.promise }),
  };
  const read = Array.fromAsync(untilAborted(failing, controller.signal));
  await Promise.resolve();
  controller.abort(new Error('stop'));
  await expect(read).rejects.toThrow('stop');
  pending.reject(new Error('late')); // Left alone it would be an unhandled rejection, which fails the run of tests.
  await new Promise((resolve) => setImmediate(resolve));
});
