import { expect, it } from 'vitest';
import { AdaptiveLimit } from '../../../src/core/adaptive-limit.ts';
import { RecentMinimum } from '../../../src/core/recent-minimum.ts';
import { UnderWay } from '../../../src/core/under-way.ts';

it('objects under way tell how far they are, the oldest first', () => {
  const underWay = new UnderWay();
  underWay.begin('a', 100, 1000);
  underWay.begin('b', undefined, 2000);
  underWay.fetched('a', 60);
  underWay.fetched('a', 40);
  underWay.fetched('nobody', 1);
  underWay.read('a');
  const before = underWay.list();
  expect(before).toEqual([
    { uri: 'a', startedAt: 1000, size: 100, fetched: 100, read: true },
    { uri: 'b', startedAt: 2000, fetched: 0, read: false },
  ]);
  underWay.fetched('b', 7);
  expect(before[1]?.fetched).toBe(0);
  underWay.end('a', 'delivered', 3000);
  expect(underWay.list().map(({ uri }) => uri)).toEqual(['b']);
});

it('the list and the slowest are bounded', () => {
  const underWay = new UnderWay();
  for (let n = 0; n < 1000; n++) underWay.begin(`o${n}`, 1, 0);
  expect(underWay.list()).toHaveLength(64);
  for (let n = 0; n < 1000; n++) underWay.end(`o${n}`, 'delivered', (n * 7) % 1000);
  expect(underWay.slowest.map(({ ms }) => ms)).toEqual([999, 998, 997, 996, 995]);
  underWay.end('never begun', 'failed', 1e9);
  expect(underWay.slowest[0]?.ms).toBe(999);
});

it('the recent minimum forgets', () => {
  const recent = new RecentMinimum();
  expect(recent.value(1_000_000)).toBeUndefined();
  recent.see(5, 1_000_000);
  recent.see(9, 1_020_000);
  expect(recent.value(1_020_000)).toBe(5);
  recent.see(8, 1_050_000);
  expect(recent.value(1_085_000)).toBe(8);
  expect(recent.value(1_200_000)).toBeUndefined();
});

it('a person moves the bound of a limit: at once when it shrinks, to be grown into when it grows', async () => {
  const limit = new AdaptiveLimit({ start: 4, most: 4, decrease: 0.5 });
  limit.setMost(2);
  expect([limit.max, limit.most]).toEqual([2, 2]);
  limit.setMost(3);
  expect(limit.max).toBe(2);
  await limit.enter();
  await limit.enter();
  limit.worked();
  limit.worked();
  expect(limit.max).toBe(3);
  limit.setMost(0);
  expect([limit.max, limit.most]).toEqual([1, 1]);
});
