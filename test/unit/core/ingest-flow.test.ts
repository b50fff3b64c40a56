import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import type { WorkItem } from '../../../src/model/object.ts';
import {
  delivered,
  each,
  flowLog,
  header,
  limits,
  line,
  only,
  opener,
  start,
  stuck,
  tell,
  testSink,
  turns,
  until,
  uri,
  work,
} from './kit.ts';

/** ms; whoever waits for it does not end within a test. */
const never = 3_600_000;

function works(count: number) {
  return Array.from({ length: count }, (_, i) => work(`o${i}`));
}

test('1,000 small objects share requests, and none of them waits for the age of a batch (R12)', async () => {
  const items = works(1000);
  const sink = testSink(async (batch) => {
    await turns(3);
    tell(batch);
  });
  const { done, metrics } = start(
    { source: each(items), sink, open: opener(() => flowLog(10)) },
    { concurrency: 8, maxAge: never },
  );
  await done;
  expect(items.every((item) => only(item).kind === 'delivered')).toBe(true);
  expect(metrics.take().books).toMatchObject({ read: 10_000, indexed: 10_000 });
  expect(sink.batches.length).toBeLessThan(500);
});

test('a slot is free at the end of its object: tickets wait without it (R12)', async () => {
  const items = works(50);
  const sink = testSink(stuck);
  const { done, metrics, abort } = start(
    { source: each(items), sink, open: opener(() => flowLog(1)) },
    { concurrency: 2, maxAge: never },
  );
  await until(() => metrics.take().inFlight.objects === 50 && metrics.take().inFlight.readers === 0);
  expect(items.flatMap(({ outcomes }) => outcomes)).toEqual([]);
  abort.abort();
  await done;
});

test('the last batch goes at once though the source has not ended', async () => {
  const more = Promise.withResolvers<void>();
  const item = work('a');
  async function* source(): AsyncGenerator<WorkItem> {
    yield item;
    await more.promise;
  }
  const { done } = start(
    { source: source(), sink: testSink(), open: opener(() => flowLog(3)) },
    { maxAge: never },
  );
  await until(() => item.outcomes.length > 0);
  more.resolve();
  await done;
  expect(only(item)).toMatchObject({ kind: 'delivered', books: { indexed: 3 } });
});

test('documents of an object are sent in the order of its lines, whatever the sizes of the batches', async () => {
  const items = works(5);
  const sink = testSink(async (batch) => {
    await turns(batch.docs % 3);
    tell(batch);
  });
  const { done } = start(
    { source: each(items), sink, open: opener(() => flowLog(3000)) },
    { concurrency: 3, maxBytes: 50_000 },
  );
  await done;
  const wanted = Array.from({ length: 3000 }, (_, i) => i);
  for (let i = 0; i < 5; i++) expect(delivered(sink.batches, uri(`o${i}`))).toEqual(wanted);
});

test('a sink that never answers stops the source: no more objects are held than allowed', async () => {
  let asked = 0;
  async function* source(): AsyncGenerator<WorkItem> {
    for (;;) yield work(`o${asked++}`);
  }
  const { done, metrics, abort } = start(
    { source: source(), sink: testSink(stuck), open: opener(() => flowLog(2)) },
    { concurrency: 4, maxObjects: 20 },
  );
  await until(() => metrics.take().inFlight.objects === 20);
  await turns(50);
  expect(asked).toBe(20);
  abort.abort();
  await done;
});

test('a sink that never answers stops the reading: no more bytes are kept than allowed', async () => {
  let pieces = 0;
  async function* endless() {
    yield Buffer.from(header);
    for (;;) {
      pieces += 1;
      yield Buffer.from(line(pieces).repeat(100));
      await turns(1);
    }
  }
  const items = works(10);
  const { done, metrics, abort } = start(
    { source: each(items), sink: testSink(stuck), open: opener(() => endless()) },
    { concurrency: 2, maxBytes: 500_000, maxBatches: 4 },
  );
  await until(() => metrics.take().inFlight.bulks > 0);
  let before = -1;
  await until(() => {
    const still = pieces === before;
    before = pieces;
    return still;
  });
  await turns(100);
  expect(pieces).toBe(before);
  const { inFlight, objects } = metrics.take();
  expect(inFlight.bytes).toBeLessThanOrEqual(2_000_000);
  expect(objects.started).toBe(2);
  abort.abort();
  await done;
  expect(metrics.take().objects.aborted).toBe(objects.started);
});

test('100 MB of one object go through a small budget', async () => {
  // Long lines, so that there is more to keep than to think about.
  const long = line(1).replace('vpc-1', `vpc-${'x'.repeat(8000)}`);
  const piece = Buffer.from(long.repeat(30));
  const pieces = Math.ceil(1e8 / piece.length);
  async function* object() {
    yield Buffer.from(header);
    for (let i = 0; i < pieces; i++) yield piece;
  }
  let peak = 0;
  let held = 0;
  const sink = testSink(async (batch) => {
    sink.batches.length = 0;
    held += batch.bytes;
    peak = Math.max(peak, held, started.metrics.take().inFlight.bytes);
    await turns(1);
    tell(batch);
    held -= batch.bytes;
  });
  const maxBytes = 2 ** 20;
  const maxBatches = 4;
  const item = work('large');
  const started = start(
    { source: each([item]), sink, open: opener(() => object()) },
    { maxBytes, maxBatches },
  );
  await started.done;
  expect(only(item)).toMatchObject({ kind: 'delivered', books: { indexed: pieces * 30 } });
  expect(started.metrics.take().bytes.read).toBeGreaterThanOrEqual(1e8);
  expect(peak).toBeGreaterThan(0);
  expect(peak).toBeLessThanOrEqual(maxBytes * maxBatches);
});

test('thousands of objects leave no listener on the signal', async () => {
  let signal: AbortSignal | undefined;
  const open = opener((_, s) => {
    signal = s;
    return flowLog(1);
  });
  const { done, abort } = start({ source: each(works(3000)), sink: testSink(), open });
  await done;
  if (!signal) throw new Error('nothing was opened');
  // The engine, the batcher, and the source that is asked to return.
  expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(3);
  expect(getEventListeners(abort.signal, 'abort').length).toBeLessThanOrEqual(3);
});

test('the same object twice at once is worked on one after the other', async () => {
  const items = [work('same'), work('same'), work('same'), work('other')];
  let open = 0;
  let most = 0;
  const sink = testSink(async (batch) => {
    const here = new Set(batch.parts.map(({ object }) => object)).has(uri('same'));
    if (here) most = Math.max(most, ++open);
    await turns(5);
    tell(batch);
    if (here) open -= 1;
  });
  const { done } = start({ source: each(items), sink, open: opener(() => flowLog(2)) });
  await done;
  expect(items.map((item) => only(item).kind)).toEqual(Array(4).fill('delivered'));
  expect(most).toBe(1);
  expect(sink.calls.filter((call) => call === `commit ${uri('same')}`)).toHaveLength(3);
});

test('limits of one do not stop the engine', async () => {
  const items = works(20);
  const { done } = start(
    { source: each(items), sink: testSink(), open: opener(() => flowLog(5)) },
    { concurrency: 1, maxObjects: 1, bulks: 1, maxBytes: 1, maxDocs: 1, maxBatches: 1, maxAge: never },
  );
  await done;
  expect(items.every((item) => only(item).kind === 'delivered')).toBe(true);
  expect(limits.maxObjects).toBeGreaterThan(1);
});
