import { expect, test } from 'vitest';
import { Pace } from '../../../src/source/pace.ts';

test('counts the last full second, and forgets it when a second passes in which nothing is done', () => {
  let now = 5_000;
  const pace = new Pace(() => now);
  for (let i = 0; i < 3; i++) pace.add();
  expect(pace.lastSecond).toBe(0);
  now = 6_999;
  expect(pace.lastSecond).toBe(3);
  pace.add();
  now = 7_000;
  expect(pace.lastSecond).toBe(1);
  now = 8_000;
  expect(pace.lastSecond).toBe(0);
  pace.add();
  now = 10_000;
  expect(pace.lastSecond).toBe(0);
});
