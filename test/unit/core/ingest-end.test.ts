import { expect, test } from 'vitest';
import type { BulkBatch } from '../../../src/model/bulk.ts';
import type { Source, WorkItem } from '../../../src/model/object.ts';
import {
  each,
  flowLog,
  header,
  line,
  only,
  opener,
  problemError,
  start,
  stuck,
  tell,
  testSink,
  turns,
  until,
  work,
} from './kit.ts';

function works(count: number) {
  return Array.from({ length: count }, (_, i) => work(`o${i}`));
}

/** Gives the items and then nothing, until it is asked to return. */
function queue(items: readonly WorkItem[]): Source & { readonly returned: () => boolean } {
  let next = 0;
  const ended = Promise.withResolvers<IteratorResult<WorkItem>>();
  let returned = false;
  const iterator: AsyncIterator<WorkItem> = {
    next: () => {
      const value = items[next++];
      return value ? Promise.resolve({ done: false, value }) : ended.promise;
    },
    return: () => {
      returned = true;
      ended.resolve({ done: true, value: undefined });
      return ended.promise;
    },
  };
  return { [Symbol.asyncIterator]: () => iterator, returned: () => returned };
}

test('an abort settles everything that is open as aborted; verdicts that come late change nothing', async () => {
  const items = works(6);
  const late: BulkBatch[] = [];
  const sink = testSink((batch, signal) => {
    late.push(batch);
    return stuck(batch, signal);
  });
  const source = queue(items);
  const { done, metrics, abort } = start({ source, sink, open: opener(() => flowLog(3)) });
  await until(() => metrics.take().inFlight.bulks > 0 && metrics.take().inFlight.readers === 0);
  abort.abort(new Error('stop'));
  await done;
  expect(items.map(only)).toEqual(Array(6).fill({ kind: 'aborted' }));
  expect(source.returned()).toBe(true);
  for (const batch of late) tell(batch);
  await turns(2);
  expect(items.map(only)).toEqual(Array(6).fill({ kind: 'aborted' }));
  expect(metrics.take()).toMatchObject({ abandoned: 18, books: { read: 0 }, objects: { aborted: 6 } });
});

test('an abort ends a read that would never end: a terminal, a silent pipe', async () => {
  const item = work('silent');
  let reading = false;
  async function* silent(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(header + line(1));
    reading = true;
    await new Promise(() => {});
  }
  const { done, abort } = start({ source: each([item]), sink: testSink(), open: opener(() => silent()) });
  await until(() => reading);
  abort.abort();
  await done;
  expect(only(item)).toEqual({ kind: 'aborted' });
});

test('an abort ends an endless object of which no line becomes a document', async () => {
  const item = work('nodata');
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(header);
    for (;;) {
      await turns(1);
      yield Buffer.from(line(1, 'NODATA').repeat(2000));
    }
  }
  const { done, abort, metrics } = start({
    source: each([item]),
    sink: testSink(),
    open: opener(() => endless()),
  });
  await until(() => metrics.take().bytes.read > 1_000_000);
  abort.abort();
  await done;
  expect(only(item)).toEqual({ kind: 'aborted' });
});

test('nothing is asked for and nothing is opened after an abort', async () => {
  let asked = 0;
  let opened = 0;
  const items: ReturnType<typeof work>[] = [];
  const source: Source = {
    // It cannot be asked to return, and never ends by itself.
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        const value = work(`o${asked++}`);
        await turns(1);
        items.push(value);
        return { done: false, value };
      },
    }),
  };
  const open = opener(() => {
    opened += 1;
    return flowLog(1);
  });
  const { done, abort, metrics } = start({ source, sink: testSink(), open }, { concurrency: 3 });
  await until(() => asked > 20);
  abort.abort();
  const before = { asked, opened };
  await done;
  expect({ asked, opened }).toEqual(before);
  expect(items).toHaveLength(asked);
  for (const item of items) only(item);
  expect(metrics.take().objects.started).toBe(items.length);
});

test('a run that was aborted before it began asks for nothing', async () => {
  const source = queue(works(3));
  const { done, metrics } = start({
    source,
    sink: testSink(),
    open: opener(() => flowLog(1)),
    abort: AbortSignal.abort(new Error('stop')),
  });
  await done;
  expect(metrics.take().objects.started).toBe(0);
  expect(source.returned()).toBe(true);
});

test('a source that takes it badly to be asked to return changes nothing', async () => {
  for (const back of [() => Promise.reject(new Error('closing failed')), () => assertNever()]) {
    const source: Source = {
      [Symbol.asyncIterator]: () => ({
        next: async () => {
          await turns(1);
          return { done: false, value: work(`o${Math.random()}`) };
        },
        return: back,
      }),
    };
    const { done, abort, metrics } = start({ source, sink: testSink(), open: opener(() => flowLog(1)) });
    await until(() => metrics.take().objects.delivered > 3);
    abort.abort();
    await done;
    // A rejection that nobody hears would fail the run of tests.
    await turns(2);
  }
});

function assertNever(): never {
  throw new Error('closing failed');
}

test('a source that fails ends the run after what it gave has come to its end', async () => {
  const items = works(4);
  const hold = Promise.withResolvers<void>();
  async function* source(): AsyncGenerator<WorkItem> {
    yield* items;
    throw problemError('LF_LISTING');
  }
  const sink = testSink(async (batch) => {
    await hold.promise;
    tell(batch);
  });
  const { done, metrics } = start({ source: source(), sink, open: opener(() => flowLog(2)) });
  let ended = false;
  void done
    .catch(() => {})
    .finally(() => {
      ended = true;
    });
  await until(() => sink.batches.length > 0);
  await turns(10);
  expect(ended).toBe(false);
  hold.resolve();
  await expect(done).rejects.toMatchObject({ code: 'LF_LISTING' });
  expect(items.map((item) => only(item).kind)).toEqual(Array(4).fill('delivered'));
  expect(metrics.take().books).toMatchObject({ read: 8, indexed: 8 });
});

test('a source that fails while all slots wait for it ends the run', async () => {
  const fail = Promise.withResolvers<never>();
  const source: Source = { [Symbol.asyncIterator]: () => ({ next: () => fail.promise }) };
  const { done } = start({ source, sink: testSink(), open: opener(() => flowLog(1)) });
  await turns(2);
  fail.reject(problemError('LF_LISTING'));
  await expect(done).rejects.toMatchObject({ code: 'LF_LISTING' });
});

test('a sink that cannot go on ends the run with its error, after everything has settled', async () => {
  const items = works(10);
  let batches = 0;
  const sink = testSink(async (batch, signal) => {
    batches += 1;
    if (batches < 3) return stuck(batch, signal);
    await turns(2);
    throw problemError('LF_OUTPUT_CLOSED');
  });
  const source = queue(items);
  const { done, metrics } = start(
    { source, sink, open: opener(() => flowLog(2)) },
    { maxDocs: 2, concurrency: 3 },
  );
  await expect(done).rejects.toMatchObject({ code: 'LF_OUTPUT_CLOSED' });
  const { started } = metrics.take().objects;
  expect(items.slice(0, started).map(only)).toEqual(Array(started).fill({ kind: 'aborted' }));
  expect(metrics.take().inFlight).toMatchObject({ readers: 0, objects: 0 });
  expect(source.returned()).toBe(true);
});

test('a commit that fails ends the run: the object is aborted, and so are the others', async () => {
  const items = works(3);
  const sink = testSink();
  sink.commit = async () => {
    throw problemError('LF_OUTPUT');
  };
  const source = queue(items);
  const { done, metrics } = start({ source, sink, open: opener(() => flowLog(2)) }, { concurrency: 1 });
  await expect(done).rejects.toMatchObject({ code: 'LF_OUTPUT' });
  const { started } = metrics.take().objects;
  expect(items.slice(0, started).map(only)).toEqual(Array(started).fill({ kind: 'aborted' }));
  expect(metrics.take().books.read).toBe(0);
});

test('an object whose end cannot be told ends the run, however it is said', async () => {
  const settles = [
    () => Promise.reject(problemError('LF_SETTLE')),
    () => {
      throw problemError('LF_SETTLE');
    },
  ];
  for (const settle of settles) {
    const items = [{ ...work('a'), settle }, work('b')];
    const { done } = start({ source: each(items), sink: testSink(), open: opener(() => flowLog(1)) });
    await expect(done).rejects.toMatchObject({ code: 'LF_SETTLE' });
  }
});
