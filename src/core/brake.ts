import type { Brake } from '../model/control.ts';
import type { Problem } from '../model/errors.ts';

/** `changed` hears of every turn, for the counters and the screen. */
export function createBrake(changed: (problem: Problem | undefined) => void): Brake {
  let engaged: Problem | undefined;
  let waiters: (() => void)[] = [];
  return {
    get engaged() {
      return engaged;
    },
    engage(problem) {
      if (engaged) return false;
      engaged = problem;
      changed(problem);
      return true;
    },
    release() {
      engaged = undefined;
      changed(undefined);
      const free = waiters;
      waiters = [];
      for (const go of free) go();
    },
    released(signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (!engaged) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const abort = () => reject(signal?.reason);
        signal?.addEventListener('abort', abort, { once: true });
        waiters.push(() => {
          signal?.removeEventListener('abort', abort);
          resolve();
        });
      });
    },
  };
}
