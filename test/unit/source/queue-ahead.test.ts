import { describe, expect, test } from 'vitest';
import { delivered, message, s3Event, settle, settled, startSource } from './kit.ts';

describe('while objects are quick', () => {
  const keys = (n: number) => Array.from({ length: n }, (_, i) => `${i}`);
  /** Twelve objects were done in the last second. */
  async function quick() {
    const parts = startSource();
    await parts.ask(12);
    await parts.queue.give(message('a', s3Event(...keys(12))));
    for (let i = 0; i < 12; i++) await settle(parts.items, i, delivered);
    await parts.clock.advance(1);
    return parts;
  }

  test('one slot that waits asks for ten messages, and their objects wait for the next slots', async () => {
    const { queue, ask, items } = await quick();
    await ask(1);
    expect(queue.receives.at(-1)?.max).toBe(10);
    await queue.give(...keys(10).map((n) => message(`m${n}`, s3Event(n))));
    expect(items).toHaveLength(13);
    expect(queue.asked).toBe(false);
    await ask(4);
    expect(queue.asked).toBe(false);
    await ask(1);
    // Half of them are begun: ten more are asked for before a slot has to wait.
    expect(items).toHaveLength(18);
    expect(queue.receives.at(-1)?.max).toBe(10);
    expect(queue.asked).toBe(true);
  });

  test('what nobody has begun is held by the heartbeat, and given back on a stop', async () => {
    const { queue, ask, items, clock, stop, counts } = await quick();
    await ask(1);
    await queue.give(message('a2', s3Event('x')), message('b2', s3Event('y')));
    expect(items).toHaveLength(13);
    await clock.advance(200);
    expect(queue.changes.map(({ receiptHandle }) => receiptHandle)).toContain('b2#1');
    expect(counts.leasesLost).toBeUndefined();
    queue.changes.length = 0;
    stop.abort();
    await settled();
    expect(queue.changes).toMatchObject([{ receiptHandle: 'b2#1', seconds: 0 }]);
  });

  test('and no more than slots wait once they are not', async () => {
    const { queue, ask, clock } = await quick();
    await clock.advance(2);
    await ask(1);
    expect(queue.receives.at(-1)?.max).toBe(1);
  });
});
