import { aftermathOf } from '../failures/aftermath.ts';
import type { Problem } from '../model/errors.ts';
import type { Outcome } from '../model/object.ts';

/** Fewer may be bad luck. */
const enough = 10;
const firstWait = 1_000;
const longestWait = 60_000;

/**
 * Objects in a row that failed and are not at fault: S3 is away, keys have ended. Each message that is received meanwhile
 * burns one of its receives for nothing (R22), so an outage of hours would send sound messages to the dead-letter queue.
 */
export class Streak {
  #length = 0;
  #waits = 0;
  #latest: Problem | undefined;

  add(outcome: Outcome): void {
    if (outcome.kind === 'aborted') return;
    const failed = outcome.kind === 'failed' || outcome.kind === 'unreadable';
    if (failed && aftermathOf(outcome.problem) === 'release') {
      this.#length += 1;
      this.#latest = outcome.problem;
    } else {
      this.#length = 0;
      this.#waits = 0;
    }
  }

  /** Why nothing gets through, when nothing does. */
  get trouble(): Problem | undefined {
    return this.#length >= enough ? this.#latest : undefined;
  }

  /** Waits in a row. */
  get waits(): number {
    return this.#waits;
  }

  /** ms to wait before one message is tried; longer each time. */
  nextWait(): number {
    this.#waits += 1;
    return Math.min(longestWait, firstWait * 2 ** Math.min(this.#waits, 10));
  }
}
