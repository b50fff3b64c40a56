import { expect, it } from 'vitest';
import { defaultThreads } from '../../../src/app/threads.ts';

const GiB = 2 ** 30;

it.each([
  ['one core', 1, 8 * GiB, 8, 1],
  ['two cores', 2, 8 * GiB, 8, 1],
  ['eight cores', 8, 8 * GiB, 8, 7],
  ['more cores than objects are read at once', 64, 64 * GiB, 8, 8],
  ['a container of 512 MiB', 8, GiB / 2, 8, 1],
  ['a container of 256 MiB', 8, GiB / 4, 8, 1],
  ['a container of 1 GiB', 32, GiB, 32, 9],
])('%s', (_, cores, memory, concurrency, threads) => {
  expect(defaultThreads({ cores, memory }, concurrency)).toBe(threads);
});
