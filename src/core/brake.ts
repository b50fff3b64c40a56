import type { Brake } from '../model/control.ts';
import type { Problem } from '../model/errors.ts';

/** `changed` hears of every turn, for the counters and the screen. */
export function createBrake(changed: (problem: Problem | undefined) => void): Brake {
  let engaged: Problem | undefined;
  const waiters = new Set<() => void>();
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
      if (!engaged) return;
      engaged = undefined;
      changed(undefined);
      for (const go of [...waiters]) go();
    },
    released(signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (!engaged) return Promise.resolve();
      return new Promise((resolve, reject) => {
        // A brake may hold for hours, and a signal for a whole run: neither keeps a wait that is over.
        const over = () => {
          waiters.delete(go);
          signal?.removeEventListener('abort', abort);
        };
        const go = () => {
          over();
          resolve();
        };
        const abort = () => {
          over();
          reject(signal?.reason);
        };
        waiters.add(go);
        signal?.addEventListener('abort', abort);
      });
    },
  };
}
