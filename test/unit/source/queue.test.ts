import { describe, expect, test } from 'vitest';
import { uriOf } from '../../../src/model/object.ts';
import { waitFor } from '../../helpers/wait.ts';
import {
  aborted,
  delivered,
  type FakeQueue,
  failed,
  message,
  missing,
  record,
  s3Event,
  settle,
  settled,
  startSource,
  testEvent,
} from './kit.ts';

/** Deletes gather for 20 ms of real time. */
const deletes = (queue: FakeQueue, count: number) =>
  waitFor(() => queue.deleteCalls.flat().length >= count, { what: `${count} deletes` });

describe('receiving', () => {
  test('as many as slots wait, with our own visibility timeout (R23), and never while none waits', async () => {
    const { queue, ask, items } = startSource();
    await settled();
    expect(queue.asked).toBe(false);
    await ask(3);
    expect(queue.receives).toEqual([{ max: 3, wait: 5, visibility: 300 }]);
    await queue.give(message('a', s3Event('a')), message('b', s3Event('b')));
    expect(items).toHaveLength(2);
    expect(queue.receives.at(-1)?.max).toBe(1);
    await queue.give(message('c', s3Event('c')));
    expect(queue.asked).toBe(false);
    await ask(1);
    expect(queue.receives).toHaveLength(3);
  });

  test('no more while records of a message still wait for a slot', async () => {
    const { queue, ask, items } = startSource();
    await ask(1);
    await queue.give(message('a', s3Event('1', '2', '3')));
    await ask(2);
    expect(items.map(({ ref }) => ref.kind === 's3' && ref.key)).toEqual(['1', '2', '3']);
    expect(queue.receives).toHaveLength(1);
  });

  test('not under the brake (R18)', async () => {
    const { queue, ask, brake } = startSource();
    brake.engage({ code: 'LF_TEST', message: 'm', hint: 'h' });
    await ask(1);
    expect(queue.asked).toBe(false);
    brake.release();
    await settled();
    expect(queue.asked).toBe(true);
  });

  test('a wait takes its time from the lease: at most a quarter of it', async () => {
    const { queue, ask } = startSource({ visibility: 8 });
    await ask(1);
    expect(queue.receives).toEqual([{ max: 1, wait: 2, visibility: 8 }]);
  });

  test('a message may name thousands of objects: slots take them one by one', async () => {
    const { queue, ask, items, counts } = startSource();
    await ask(2);
    // As many as fit into the largest message that SQS takes.
    const keys = Array.from({ length: 3_000 }, (_, i) => `k${i}`);
    await queue.give(message('a', s3Event(...keys, 'unclaimed')));
    expect(items).toHaveLength(2);
    expect(counts).toMatchObject({ received: 1, unclaimed: 1 });
    await ask(3_000);
    expect(items).toHaveLength(3_000);
    expect(queue.receives.at(-1)?.max).toBe(2);
  });
});

describe('the end of a message', () => {
  test('deleted once, after the last of its objects', async () => {
    const { queue, ask, items, counts } = startSource();
    await ask(3);
    await queue.give(message('a', s3Event('1', '2', '3')));
    await settle(items, 2, delivered);
    await settle(items, 0, missing);
    expect(queue.deleteCalls).toEqual([]);
    await settle(items, 1, delivered);
    expect(queue.deleteCalls).toEqual([['a#1']]);
    expect(counts).toMatchObject({ received: 1, deleted: 1 });
  });

  test('one failed of three keeps it, whatever the order, and holds it back', async () => {
    for (const outcomes of [
      [failed, delivered, delivered],
      [delivered, delivered, failed],
      [failed, aborted, delivered],
      [aborted, failed, delivered],
    ]) {
      const { queue, ask, items } = startSource();
      await ask(3);
      await queue.give(message('a', s3Event('1', '2', '3'), 2));
      for (const [i, outcome] of outcomes.entries()) await settle(items, i, outcome);
      expect(queue.deleteCalls).toEqual([]);
      expect(queue.changes).toMatchObject([{ receiptHandle: 'a#2', seconds: 60 }]);
    }
  });

  test('an aborted object gives it back at once', async () => {
    const { queue, ask, items, counts } = startSource();
    await ask(2);
    await queue.give(message('a', s3Event('1', '2')));
    await settle(items, 0, delivered);
    await settle(items, 1, aborted);
    expect(queue.changes).toMatchObject([{ receiptHandle: 'a#1', seconds: 0 }]);
    expect(counts).toMatchObject({ released: 1 });
  });

  test('a heartbeat that comes while it is given back does not take it again', async () => {
    const { clock, queue, ask, items, counts } = startSource();
    await ask(1);
    await queue.give(message('a', s3Event('1')));
    await clock.advance(100);
    const answer = Promise.withResolvers<{ kind: 'done' }>();
    queue.onChange = (_handle, seconds) => (seconds === 0 ? answer.promise : { kind: 'done' });
    const settling = settle(items, 0, aborted);
    await clock.advance(120);
    answer.resolve({ kind: 'done' });
    await settling;
    expect(queue.changes.map(({ seconds }) => seconds)).toEqual([0]);
    expect(counts).toMatchObject({ released: 1 });
  });

  test('what SQS did not take back is not counted as put back', async () => {
    const { clock, queue, ask, items, counts, codes } = startSource();
    await ask(2);
    await queue.give(message('a', s3Event('1')), message('b', s3Event('2')));
    queue.onChange = () => ({ kind: 'failed', reason: 'InternalError: later' });
    const settling = settle(items, 0, failed);
    await clock.advance(2);
    await settling;
    // Tried for a second at most; then its visibility timeout brings it back.
    expect(queue.changes).toHaveLength(3);
    queue.onChange = () => ({ kind: 'lost' });
    await settle(items, 1, failed);
    expect(counts.released).toBeUndefined();
    expect(counts.leasesLost).toBe(1);
    expect(codes()).toContain('LF_RELEASE_FAILED');
  });

  test('unclaimed, unrecognised: kept, held back longer each time; test events and removals: deleted', async () => {
    const { queue, ask, counts } = startSource();
    await ask(10);
    const removed = JSON.stringify({ Records: [record('k', { eventName: 'ObjectRemoved:Delete' })] });
    await queue.give(
      ...[1, 2, 3, 4, 5, 6, 20].map((n) => message(`u${n}`, 'junk', n)),
      message('claim', s3Event('unclaimed/x')),
    );
    await queue.give(message('test', testEvent), message('removed', removed));
    await deletes(queue, 2);
    expect(queue.deleteCalls).toEqual([['test#1', 'removed#1']]);
    expect(queue.changes.map(({ seconds }) => seconds)).toEqual([30, 60, 120, 240, 480, 900, 900, 30]);
    await settled();
    expect(counts).toMatchObject({
      received: 10,
      unrecognised: 7,
      unclaimed: 1,
      testEvents: 1,
      ignored: 1,
      deleted: 2,
      released: 8,
    });
  });

  test('our own rejects, where the bucket tells of them, are deleted and not taken for logs (R30)', async () => {
    const { queue, ask, items, counts } = startSource();
    await ask(10);
    await queue.give(message('own', s3Event('p/aa.rejects.ndjson.gz')));
    await deletes(queue, 1);
    await queue.give(message('both', s3Event('p/bb.rejects.ndjson.gz', '1')));
    expect(items).toHaveLength(1);
    await settle(items, 0, delivered);
    expect(queue.deleteCalls).toEqual([['own#1'], ['both#1']]);
    expect(counts).toMatchObject({ ignored: 1, deleted: 2 });
    expect(counts.unclaimed).toBeUndefined();
  });

  test('what we moved ourselves, where the bucket tells of it, is not read again (R30)', async () => {
    const { queue, ask, items, counts, codes } = startSource();
    await ask(10);
    await queue.give(message('own', s3Event('moved/1')), message('both', s3Event('moved/2', '1')));
    expect(items.map(({ ref }) => uriOf(ref))).toEqual(['s3://logs/1']);
    await settle(items, 0, delivered);
    expect(queue.deleteCalls.flat()).toEqual(['own#1', 'both#1']);
    expect(counts).toMatchObject({ ignored: 1, deleted: 2 });
    expect(codes()).toEqual(['LF_AFTER_LOOP', 'LF_AFTER_LOOP']);
  });

  test('one unclaimed object among claimed ones keeps the message', async () => {
    const { queue, ask, items } = startSource();
    await ask(2);
    await queue.give(message('a', s3Event('1', 'unclaimed', '2')));
    await settle(items, 0, delivered);
    await settle(items, 1, delivered);
    expect(queue.deleteCalls).toEqual([]);
    expect(queue.changes).toMatchObject([{ receiptHandle: 'a#1', seconds: 30 }]);
  });

  test('a delete that fails for good is told and not counted as deleted', async () => {
    const { clock, queue, ask, items, counts, codes } = startSource();
    queue.onDelete = async (all) => all.map(() => ({ kind: 'failed', reason: 'no' }));
    await ask(1);
    await queue.give(message('a', s3Event('1')));
    const settling = settle(items, 0, delivered);
    for (let tries = 1; tries <= 6; tries++) {
      await deletes(queue, tries);
      await clock.advance(10);
    }
    await settling;
    expect(counts.deleted).toBeUndefined();
    expect(codes()).toContain('LF_DELETE_FAILED');
  });
});

describe('stopping', () => {
  test('the pending receive finishes, and what it brings is given back at once', async () => {
    const { queue, ask, stop, running, items, ends, counts } = startSource();
    await ask(2);
    stop.abort();
    await settled();
    expect(queue.asked).toBe(true);
    await queue.give(message('a', s3Event('1')), message('b', testEvent));
    await running;
    expect(items).toEqual([]);
    expect(ends()).toBe(2);
    expect(queue.changes.map(({ receiptHandle, seconds }) => [receiptHandle, seconds])).toEqual([
      ['a#1', 0],
      ['b#1', 0],
    ]);
    expect(counts).toMatchObject({ received: 2, released: 2 });
  });

  test('slots that wait, and records that wait for a slot, do not wait for the pending receive', async () => {
    const { queue, ask, stop, items, ends, iterator } = startSource();
    await ask(1);
    await queue.give(message('a', s3Event('1', '2', '3')));
    stop.abort();
    await ask(1);
    expect(ends()).toBe(1);
    expect(items).toHaveLength(1);
    expect(queue.changes).toEqual([]);
    await settle(items, 0, delivered);
    expect(queue.changes).toMatchObject([{ receiptHandle: 'a#1', seconds: 0 }]);
    expect(await iterator.next()).toMatchObject({ done: true });
  });

  test('whoever leaves the iteration ends every slot at once, the pending receive or not', async () => {
    const { queue, ask, iterator, running, ends } = startSource();
    await ask(3);
    await iterator.return?.();
    await settled();
    expect(ends()).toBe(3);
    await queue.give(message('a', s3Event('1')));
    await running;
    expect(queue.changes).toMatchObject([{ receiptHandle: 'a#1', seconds: 0 }]);
  });

  test('stopped before it began', async () => {
    const { queue, ask, stop, running, ends } = startSource();
    stop.abort();
    await ask(1);
    await running;
    expect(ends()).toBe(1);
    expect(queue.receives).toEqual([]);
  });

  test('a delete is not held up by it', async () => {
    const { queue, ask, items, stop, counts } = startSource();
    await ask(1);
    await queue.give(message('a', s3Event('1')));
    stop.abort();
    await settle(items, 0, delivered);
    expect(queue.deleteCalls).toEqual([['a#1']]);
    expect(counts).toMatchObject({ deleted: 1 });
  });
});
