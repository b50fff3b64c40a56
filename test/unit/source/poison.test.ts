import { expect, test } from 'vitest';
import { createBrake } from '../../../src/core/brake.ts';
import { QueueSource } from '../../../src/source/queue.ts';
import { waitFor } from '../../helpers/wait.ts';
import { delivered, FakeClock, failed, recorder, s3Event } from './kit.ts';
import { VirtualQueue } from './virtual-queue.ts';

/** A consumer with four slots; objects whose key says so fail at once. */
function consumer(redrive: boolean) {
  const clock = new FakeClock();
  const queue = new VirtualQueue(clock);
  const told = recorder();
  const stop = new AbortController();
  const source = new QueueSource(
    {
      api: queue,
      clock,
      brake: createBrake(() => {}),
      events: told.events,
      claims: ({ key }) => !key.startsWith('unclaimed'),
      stop: stop.signal,
      redrive: () => redrive,
      random: () => 0,
    },
    { drain: false, wait: 5, visibilityTimeout: 300, maxProcessing: 8000 },
  );
  const iterator = source[Symbol.asyncIterator]();
  const work = async () => {
    for (;;) {
      const { done, value } = await iterator.next();
      if (done) return;
      const bad = value.ref.kind === 's3' && value.ref.key.startsWith('bad');
      void value.settle(bad ? failed : delivered);
    }
  };
  const running = Promise.all([source.run(), ...Array.from({ length: 4 }, work)]);
  return { clock, queue, stop, source, running, counts: told.counts };
}

test.each([
  // In a day: after 30 s, 1 min, … 8.5 h; with a policy 15 min at most.
  [false, 12],
  [true, 102],
])(
  'five poison messages in front, redrive policy: %s: they are not spun, and nothing waits behind them',
  async (redrive, most) => {
    const { clock, queue, stop, source, running, counts } = consumer(redrive);
    queue.send('p0', 'junk');
    queue.send('p1', '{"Records":');
    queue.send('p2', s3Event('unclaimed'));
    queue.send('p3', s3Event('bad', 'good'));
    queue.send('p4', s3Event('bad2'));
    for (let hour = 0; hour < 24; hour += 3) {
      const id = `good${hour}`;
      queue.send(id, s3Event(id));
      const sent = clock.now();
      await clock.advance(10);
      // Deletes gather for 20 ms of real time.
      await waitFor(() => !queue.left.includes(id), { what: `${id} to be gone` });
      const got = queue.received.find((one) => one.id === id);
      expect(got?.at).toBeLessThanOrEqual(sent + 2_000);
      await clock.advance(3 * 3600 - 10);
    }
    expect(queue.left).toEqual(['p0', 'p1', 'p2', 'p3', 'p4']);
    for (const poison of queue.left) {
      const times = queue.received.filter(({ id }) => id === poison).map(({ at }) => at);
      expect(times.length).toBeGreaterThan(8);
      expect(times.length).toBeLessThanOrEqual(most);
      for (let i = 1; i < times.length; i++) {
        expect((times[i] ?? 0) - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(30_000);
      }
    }
    expect(counts).toMatchObject({ deleted: 8 });
    expect(counts.quarantined).toBe(counts.released);
    stop.abort();
    await clock.advance(10);
    await running;
    source.close();
  },
);
