import { aftermathOf } from '../failures/aftermath.ts';
import type { Problem } from '../model/errors.ts';
import type { Outcome } from '../model/object.ts';

/** Fewer may be bad luck. */
const enough = 10;
const firstWait = 1_000;
const longestWait = 30_000;
/** ms: an outage of all buckets is seen when each of them has failed, or was not heard of for as long. */
const heardFor = 3600_000;
/** Buckets come out of messages. */
const maxBuckets = 1_000;

/**
 * Objects in a row that failed and are not at fault: S3 is away, keys have ended. Each message that is received meanwhile
 * burns one of its receives for nothing (R22), so an outage of hours would send sound messages to the dead-letter queue.
 * One bucket whose role is refused is no outage, however many of the messages are about it: the others must not wait for it.
 */
export class Streak {
  #length = 0;
  #waits = 0;
  #latest: Problem | undefined;
  /** Buckets whose latest object got through, and when; the one that was heard of last comes last. */
  readonly #well = new Map<string, number>();
  readonly #now: () => number;

  /** `now`: ms since the epoch. */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(bucket: string, outcome: Outcome): void {
    if (outcome.kind === 'aborted') return;
    this.#well.delete(bucket);
    const failed = outcome.kind === 'failed' || outcome.kind === 'unreadable';
    if (failed && aftermathOf(outcome.problem) === 'release') {
      this.#length += 1;
      this.#latest = outcome.problem;
    } else {
      this.#length = 0;
      this.#waits = 0;
      this.#well.set(bucket, this.#now());
      const [oldest] = this.#well.keys();
      if (this.#well.size > maxBuckets && oldest !== undefined) this.#well.delete(oldest);
    }
  }

  /** Why nothing gets through, when nothing does. */
  get trouble(): Problem | undefined {
    if (this.#length < enough) return undefined;
    const since = this.#now() - heardFor;
    return [...this.#well.values()].some((at) => at > since) ? undefined : this.#latest;
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
