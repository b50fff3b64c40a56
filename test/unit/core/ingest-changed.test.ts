import { expect, test } from 'vitest';
import type { BulkBatch } from '../../../src/model/bulk.ts';
import {
  bytesOf,
  each,
  flowLog,
  only,
  opener,
  problemError,
  start,
  stuck,
  tell,
  testSink,
  turns,
  until,
  uri,
  work,
} from './kit.ts';

/** Opens an object that is overwritten while it is read, so many times. */
function changing(times: number, lines: number) {
  let passes = 0;
  return opener(() => {
    passes += 1;
    return bytesOf(flowLog(lines), 100, passes <= times ? problemError('LF_OBJECT_CHANGED') : undefined);
  });
}

test('an object that was overwritten while it was read is read again from its start (R8)', async () => {
  const item = work('a');
  const ends: string[] = [];
  const sink = testSink(async (batch) => {
    await turns(5);
    tell(batch);
    ends.push('deliver');
  });
  const { discard, commit } = sink;
  sink.discard = (object) => {
    ends.push('discard');
    return discard(object);
  };
  sink.commit = (object) => {
    ends.push('commit');
    return commit(object);
  };
  const { done, metrics } = start({ source: each([item]), sink, open: changing(3, 2) });
  await done;
  expect(only(item)).toMatchObject({ kind: 'delivered', books: { read: 2, indexed: 2 } });
  const after = metrics.take();
  expect(after.books).toMatchObject({ read: 2, indexed: 2 });
  expect(after.abandoned).toBe(6);
  expect(after.objects).toMatchObject({ started: 1, delivered: 1 });
  expect(after.problems).toMatchObject([{ code: 'LF_OBJECT_CHANGED', count: 3 }]);
  // What was sent of an old version has landed before its part file is thrown away.
  const round = ['deliver', 'discard'];
  expect(ends).toEqual([...round, ...round, ...round, 'deliver', 'commit']);
});

test('one that never holds still fails after three restarts; its lines are abandoned, not booked (R14)', async () => {
  const item = work('a');
  const sink = testSink();
  const { done, metrics } = start({ source: each([item]), sink, open: changing(100, 2) });
  await done;
  expect(only(item)).toMatchObject({
    kind: 'failed',
    problem: { code: 'LF_OBJECT_CHANGED' },
    books: { read: 0, indexed: 0 },
  });
  const after = metrics.take();
  expect(after.books.read).toBe(0);
  expect(after.abandoned).toBe(8);
  expect(after.problems).toMatchObject([{ code: 'LF_OBJECT_CHANGED', count: 4 }]);
  expect(sink.calls.filter((call) => call === `discard ${uri('a')}`)).toHaveLength(4);
});

test('an abort while the old version lands ends it, counted once', async () => {
  const item = work('a');
  const sink = testSink(stuck);
  const { done, metrics, abort } = start({ source: each([item]), sink, open: changing(1, 2) });
  await until(() => sink.batches.length === 1);
  abort.abort();
  await done;
  expect(only(item)).toEqual({ kind: 'aborted' });
  expect(metrics.take()).toMatchObject({ abandoned: 2, objects: { started: 1, aborted: 1 } });
});

test('an abort while the last version lands is an abort, not a failure', async () => {
  const item = work('a');
  const sink = testSink((batch, signal) => (sink.batches.length > 3 ? stuck(batch, signal) : tell(batch)));
  const { done, metrics, abort } = start({ source: each([item]), sink, open: changing(100, 2) });
  await until(() => sink.batches.length === 4);
  abort.abort();
  await done;
  expect(only(item)).toEqual({ kind: 'aborted' });
  expect(metrics.take()).toMatchObject({ abandoned: 8, objects: { started: 1, aborted: 1, failed: 0 } });
});

test('a sink that cannot throw the old version away ends the run, after everything has settled', async () => {
  const items = [work('a'), work('b')];
  const batches: BulkBatch[] = [];
  const sink = testSink((batch, signal) => {
    batches.push(batch);
    if (batch.parts.some(({ object }) => object === uri('b'))) return stuck(batch, signal);
    tell(batch);
  });
  sink.discard = async () => {
    throw problemError('LF_OUTPUT');
  };
  const open = changing(1, 2);
  const { done, metrics } = start(
    { source: each(items), sink, open: (ref, signal) => open(ref, signal) },
    { maxDocs: 2 },
  );
  await expect(done).rejects.toMatchObject({ code: 'LF_OUTPUT' });
  expect(items.map(only)).toEqual([{ kind: 'aborted' }, { kind: 'aborted' }]);
  expect(metrics.take().inFlight).toMatchObject({ readers: 0, objects: 0 });
});
