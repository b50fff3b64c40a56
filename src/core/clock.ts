import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../model/control.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await sleep(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      // Node hides the reason inside an AbortError of its own.
      signal?.throwIfAborted();
      throw error;
    }
  },
};
