import { expect, test } from 'vitest';
import { Limit } from '../../../src/core/limit.ts';

test('places are given in order, and a place handed over is not free in between', async () => {
  const limit = new Limit(2);
  await limit.enter();
  await limit.enter();
  expect([limit.used, limit.free]).toEqual([2, false]);
  const order: string[] = [];
  const first = limit.enter().then(() => order.push('first'));
  const second = limit.enter().then(() => order.push('second'));
  limit.leave();
  expect([limit.used, limit.free]).toEqual([2, false]);
  await first;
  expect(order).toEqual(['first']);
  limit.leave();
  await second;
  expect(order).toEqual(['first', 'second']);
  limit.leave();
  limit.leave();
  expect([limit.used, limit.free]).toEqual([0, true]);
});
