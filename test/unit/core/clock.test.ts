import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';

test('a sleep that is cut short rejects with the reason of the signal', async () => {
  const controller = new AbortController();
  const sleep = systemClock.sleep(3_600_000, controller.signal);
  controller.abort(new Error('SIGTERM'));
  await expect(sleep).rejects.toThrow('SIGTERM');
  await expect(systemClock.sleep(3_600_000, controller.signal)).rejects.toThrow('SIGTERM');
});

test('sleeps leave no listener behind', async () => {
  const { signal } = new AbortController();
  for (let i = 0; i < 20; i++) await systemClock.sleep(0, signal);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
