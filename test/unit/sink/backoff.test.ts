import { expect, test } from 'vitest';
import { backoff, parseRetryAfter, retryDelay, retryLimits } from '../../../src/sink/backoff.ts';

const limits = { base: 100, cap: 1000 };

test.each([
  [1, 0.5, 50],
  [1, 0.999, 100],
  [2, 0.5, 100],
  [4, 0.5, 400],
  [5, 0.5, 500],
  [1000, 0.999, 999],
])('attempt %i with random %f waits %i ms', (attempt, random, ms) => {
  expect(backoff(attempt, random, limits)).toBe(ms);
});

test('a draw of nought still waits: no loop runs hot', () => {
  expect(backoff(1, 0, limits)).toBe(50);
});

test('Retry-After comes before the jitter, and is capped', () => {
  expect(retryDelay(1, 0.5, undefined)).toBe(retryLimits.base / 2);
  expect(retryDelay(1, 0.5, 7000)).toBe(7000 + retryLimits.base / 2);
  expect(retryDelay(1, 0.5, 86_400_000)).toBe(120_000 + retryLimits.base / 2);
});

test.each([
  [undefined, undefined],
  ['', undefined],
  ['soon', undefined],
  ['3', 3000],
  ['Wed, 21 Oct 2015 07:28:00 GMT', 5000],
  ['Wed, 21 Oct 2015 07:27:00 GMT', 0],
])('Retry-After %j is %j ms', (header, ms) => {
  expect(parseRetryAfter(header, Date.UTC(2015, 9, 21, 7, 27, 55))).toBe(ms);
});
