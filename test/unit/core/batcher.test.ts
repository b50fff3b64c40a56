import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AdaptiveLimit } from '../../../src/core/adaptive-limit.ts';
import { Batcher, type BatchLimits } from '../../../src/core/batcher.ts';
import { Limit } from '../../../src/core/limit.ts';
import { itemStart } from '../../../src/model/bulk.ts';
import { testSink } from './kit.ts';
import { part, shape } from './parts.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const roomy: BatchLimits = { maxBytes: 1000, maxDocs: 100, maxAge: 1000, maxBatches: 100 };

/** A batcher before a sink that answers when it is told to. */
function setup(limits: Partial<BatchLimits> = {}, bulks = 10) {
  const abort = new AbortController();
  const answers: PromiseWithResolvers<void>[] = [];
  const failures: unknown[] = [];
  const sink = testSink(() => {
    const answer = Promise.withResolvers<void>();
    answers.push(answer);
    return answer.promise;
  });
  const slots = new AdaptiveLimit({ start: 8, most: 8, decrease: 1 });
  const batcher = new Batcher(sink, new Limit(bulks), slots, { ...roomy, ...limits }, abort.signal, (error) =>
    failures.push(error),
  );
  const sent = async () => {
    await settle();
    return sink.batches.map(shape);
  };
  return { batcher, abort, answers, failures, sent, batches: sink.batches };
}

/** Lets everything run that needs no timer. */
async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}

test('a batch goes when it is full, by bytes or by documents', async () => {
  const { batcher, sent } = setup({ maxBytes: 100, maxDocs: 3 });
  batcher.readerOpened();
  await batcher.add(part([50], 'a'));
  expect(await sent()).toEqual([]);
  await batcher.add(part([50], 'b'));
  expect(await sent()).toEqual([['a:0-1', 'b:0-1']]);
  await batcher.add(part([1, 1, 1], 'c'));
  expect((await sent())[1]).toEqual(['c:0-3']);
});

test('a batch goes when it is old, and what comes later has an age of its own', async () => {
  const { batcher, sent } = setup();
  batcher.readerOpened();
  await batcher.add(part([1], 'a'));
  vi.advanceTimersByTime(999);
  await batcher.add(part([1], 'b'));
  expect(await sent()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(await sent()).toEqual([['a:0-1', 'b:0-1']]);
  await batcher.add(part([1], 'c'));
  vi.advanceTimersByTime(999);
  expect(await sent()).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect((await sent())[1]).toEqual(['c:0-1']);
});

test('what grew old while no bulk was free goes as soon as one is', async () => {
  const { batcher, sent, answers } = setup({}, 1);
  batcher.readerOpened();
  await batcher.add(part([1], 'a'));
  vi.advanceTimersByTime(1000);
  await batcher.add(part([1], 'b'));
  vi.advanceTimersByTime(5000);
  expect(await sent()).toHaveLength(1);
  answers[0]?.resolve();
  await settle();
  expect((await sent())[1]).toEqual(['b:0-1']);
});

test('the last reader to close sends what is there, at once (R12)', async () => {
  const { batcher, sent } = setup();
  batcher.readerOpened();
  batcher.readerOpened();
  await batcher.add(part([1], 'a'));
  batcher.readerClosed();
  expect(await sent()).toEqual([]);
  batcher.readerClosed();
  expect(await sent()).toEqual([['a:0-1']]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a reader that has the next object at hand closes none: what it adds goes along (R12)', async () => {
  const { batcher, sent } = setup();
  for (const name of ['a', 'b', 'c']) {
    batcher.readerOpened();
    await batcher.add(part([1], name));
    batcher.readerClosed();
  }
  expect(await sent()).toEqual([['a:0-1', 'b:0-1', 'c:0-1']]);
});

test('readers that all wait for room do not wait for the age of what nobody can add to (R12)', async () => {
  const { batcher, sent } = setup({ maxBytes: 100, maxBatches: 1 });
  batcher.readerOpened();
  batcher.readerOpened();
  batcher.readerOpened(); // Waits for S3: it could add nothing either, it would come last.
  await batcher.add(part([60], 'a'));
  void batcher.add(part([60], 'b'));
  void batcher.add(part([60], 'c'));
  expect(await sent()).toEqual([['a:0-1']]);
});

test('a part that fits only in part fills the batch, and goes on in the next', async () => {
  const { batcher, sent } = setup({ maxBytes: 100 });
  batcher.readerOpened();
  await batcher.add(part([60], 'a'));
  await batcher.add(part([30, 30, 60, 60], 'b'));
  expect(await sent()).toEqual([['a:0-1', 'b:0-1'], ['b:1-3']]);
  batcher.readerClosed();
  expect((await sent())[2]).toEqual(['b:3-4']);
});

test('what was sent is sent as it was, though its buffer is used again for the next batches', async () => {
  const { batcher, answers, batches } = setup({ maxBytes: 10, maxBatches: 2 }, 1);
  batcher.readerOpened();
  const added = [3, 7, 2, 5, 9, 1, 8, 4].map((size, i) => batcher.add(part([size, 2], `${i}`)));
  const seen: number[][] = [];
  for (let n = 0; n < 20; n++) {
    await settle();
    batcher.readerOpened();
    batcher.readerClosed();
    for (const { parts } of batches.splice(0)) {
      for (const one of parts) {
        for (let item = one.from; item < one.to; item++) {
          const bytes = one.bytes.subarray(itemStart(one, item), itemStart(one, item + 1));
          seen.push([Number(one.object), item, bytes.length, ...new Set(bytes)]);
        }
      }
    }
    if (n === 15) batcher.readerClosed();
    answers[n]?.resolve();
  }
  await Promise.all(added);
  expect(seen).toEqual(
    [3, 7, 2, 5, 9, 1, 8, 4].flatMap((size, i) => [
      [i, 0, size, 1],
      [i, 1, 2, 2],
    ]),
  );
});

test('room is given once, though two bulks end in the same moment', async () => {
  const { batcher, answers } = setup({ maxBytes: 50, maxBatches: 2 });
  for (let i = 0; i < 5; i++) batcher.readerOpened();
  await batcher.add(part([50], 'a'));
  await batcher.add(part([50], 'b'));
  let highest = 0;
  // The first answer makes room for one of them, the second for another: not for the room of the first once more.
  const watched = [part([50], 'c'), part([50], 'd'), part([50], 'e')].map((one) =>
    batcher.add(one).then(() => {
      highest = Math.max(highest, batcher.unsettledBytes);
    }),
  );
  answers[0]?.resolve();
  answers[1]?.resolve();
  for (let i = 2; i < 5; i++) {
    await settle();
    answers[i]?.resolve();
  }
  await Promise.all(watched);
  expect(highest).toBeLessThanOrEqual(100);
});

test('nobody overtakes a reader that waits for room', async () => {
  const { batcher, answers, sent } = setup({ maxBytes: 60, maxBatches: 1 });
  batcher.readerOpened();
  batcher.readerOpened();
  await batcher.add(part([60], 'a'));
  void batcher.add(part([60], 'b'));
  void batcher.add(part([10], 'c'));
  for (let n = 0; n < 2; n++) {
    await settle();
    answers[n]?.resolve();
  }
  batcher.readerClosed();
  batcher.readerClosed();
  expect((await sent()).flat()).toEqual(['a:0-1', 'b:0-1', 'c:0-1']);
});

test('a document larger than a batch has one for itself', async () => {
  const { batcher, sent, answers } = setup({ maxBytes: 100, maxBatches: 1 });
  batcher.readerOpened();
  await batcher.add(part([50], 'a'));
  const large = batcher.add(part([5000, 10], 'b'));
  expect(await sent()).toEqual([['a:0-1']]);
  answers[0]?.resolve();
  expect((await sent())[1]).toEqual(['b:0-1']);
  answers[1]?.resolve();
  await large;
  batcher.readerClosed();
  expect((await sent())[2]).toEqual(['b:1-2']);
});

test('no more bulks are under way than allowed', async () => {
  const { batcher, sent, answers } = setup({ maxDocs: 1 }, 2);
  batcher.readerOpened();
  await batcher.add(part([1, 1, 1, 1]));
  expect(await sent()).toHaveLength(2);
  answers[1]?.resolve();
  await settle();
  expect(await sent()).toHaveLength(3);
});

test('an abort refuses who waits, forgets what waits, and leaves no timer behind', async () => {
  const { batcher, abort, sent, answers, failures } = setup({ maxBytes: 60, maxBatches: 2 });
  batcher.readerOpened();
  batcher.readerOpened();
  await batcher.add(part([60], 'a'));
  await batcher.add(part([30], 'b'));
  const waits = batcher.add(part([60, 60], 'c'));
  await expect(Promise.race([waits, Promise.resolve('waits')])).resolves.toBe('waits');
  abort.abort(new Error('stop'));
  await expect(waits).rejects.toThrow('stop');
  await expect(batcher.add(part([1]))).rejects.toThrow('stop');
  for (const answer of answers) answer.reject(abort.signal.reason);
  await settle();
  batcher.readerClosed();
  batcher.readerClosed();
  expect(vi.getTimerCount()).toBe(0);
  expect((await sent()).flat()).not.toContain('c:0-1');
  expect(failures).toEqual([]);
  expect(batcher.unsettledBytes).toBe(0);
});

test('an abort while a batch waits for its age leaves no timer behind', async () => {
  const { batcher, abort, sent } = setup();
  batcher.readerOpened();
  await batcher.add(part([1]));
  abort.abort();
  batcher.readerClosed();
  expect(vi.getTimerCount()).toBe(0);
  expect(await sent()).toEqual([]);
});

test('a sink that cannot go on is told about, once for each bulk', async () => {
  const { batcher, answers, failures } = setup({ maxDocs: 1 });
  batcher.readerOpened();
  await batcher.add(part([1]));
  answers[0]?.reject(new Error('full'));
  await settle();
  expect(failures).toEqual([new Error('full')]);
});
