import { expect, test } from 'vitest';
import { AdaptiveLimit } from '../../../src/core/adaptive-limit.ts';
import { LatencyWatch } from '../../../src/core/latency-watch.ts';

/** `n` pieces of work, with all places taken. */
async function work(limit: AdaptiveLimit, n: number) {
  while (limit.free) await limit.enter();
  for (let i = 0; i < n; i++) {
    limit.worked();
    while (limit.free) await limit.enter();
  }
}

test('grows by one a round while every place is taken, to its bound', async () => {
  const limit = new AdaptiveLimit({ start: 2, most: 4, decrease: 0.5 });
  await work(limit, 2);
  expect(limit.max).toBe(3);
  await work(limit, 3);
  expect(limit.max).toBe(4);
  await work(limit, 100);
  expect(limit.max).toBe(4);
});

test('places that nobody needs are no reason for more', async () => {
  const limit = new AdaptiveLimit({ start: 4, most: 8, decrease: 0.5 });
  await limit.enter();
  for (let i = 0; i < 100; i++) limit.worked();
  expect(limit.max).toBe(4);
});

test('one push-back halves it, and those of the same moment are one', async () => {
  const limit = new AdaptiveLimit({ start: 8, most: 8, decrease: 0.5 });
  while (limit.free) await limit.enter();
  for (let i = 0; i < 8; i++) limit.pushedBack();
  expect(limit.max).toBe(4);
  limit.pushedBack();
  limit.pushedBack();
  for (let i = 0; i < 20; i++) limit.pushedBack();
  expect(limit.max).toBeGreaterThanOrEqual(1);
});

test('never falls below one', () => {
  const limit = new AdaptiveLimit({ start: 1, most: 8, decrease: 0.5 });
  for (let i = 0; i < 50; i++) limit.pushedBack();
  expect(limit.max).toBe(1);
});

test('after a decrease nobody enters until enough have left, and nobody waits for ever', async () => {
  const limit = new AdaptiveLimit({ start: 4, most: 4, decrease: 0.5 });
  for (let i = 0; i < 4; i++) await limit.enter();
  limit.pushedBack();
  let entered = false;
  const waiting = limit.enter().then(() => {
    entered = true;
  });
  limit.leave();
  limit.leave();
  await Promise.resolve();
  expect([entered, limit.used]).toEqual([false, 2]);
  limit.leave();
  await waiting;
  expect([entered, limit.used]).toEqual([true, 2]);
});

test('growing latency shows, steady and falling latency does not', () => {
  const steady = new LatencyWatch();
  expect(Array.from({ length: 200 }, (_, i) => steady.grows(200 + (i % 7) * 10)).some(Boolean)).toBe(false);
  const falling = new LatencyWatch();
  expect(Array.from({ length: 50 }, (_, i) => falling.grows(2000 - i * 20)).some(Boolean)).toBe(false);
  const growing = new LatencyWatch();
  expect(Array.from({ length: 50 }, (_, i) => growing.grows(100 + i * 40)).some(Boolean)).toBe(true);
});
