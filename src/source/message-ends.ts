import type { Clock } from '../model/control.ts';
import type { Aftermath } from '../model/failure.ts';
import { ByTen } from './by-ten.ts';
import { Deleter } from './deleter.ts';
import type { HeldMessage } from './held-message.ts';
import { holdBackSeconds } from './hold-back.ts';
import type { EntryResult, QueueApi } from './queue-api.ts';
import type { QueueEvents } from './queue-events.ts';

export interface EndDeps {
  readonly api: QueueApi;
  readonly clock: Clock;
  readonly events: QueueEvents;
  /** Whether the queue has a redrive policy, as far as is known by now. */
  readonly redrive: () => boolean;
  /** [0, 1), for the jitter. */
  readonly random: () => number;
}

/** A second at most: then it comes again by itself, when its visibility timeout ends. */
const releaseAttempts = 3;

/** Brings messages to their end: deletes them, or puts them back. None of it depends on the stop signal (B34). */
export class MessageEnds {
  readonly #deps: EndDeps;
  /** Seconds */
  readonly #visibilityTimeout: number;
  readonly #deleter: Deleter;
  readonly #releases: ByTen<{ held: HeldMessage; seconds: number }>;

  constructor(deps: EndDeps, visibilityTimeout: number) {
    this.#deps = deps;
    this.#visibilityTimeout = visibilityTimeout;
    this.#deleter = new Deleter(deps.api, deps.clock);
    this.#releases = new ByTen(deps.clock, {
      send: (entries) => this.#sendReleases(entries),
      gather: (flush) => void setImmediate(flush),
      attempts: releaseAttempts,
    });
  }

  /**
   * True when it is gone for good, as far as SQS can say. Right even after the lease was lost: every document is in the
   * index (R24).
   */
  async delete(held: HeldMessage): Promise<boolean> {
    let handle: string;
    let result: EntryResult;
    do {
      handle = held.receiptHandle;
      result = await this.#deleter.delete(handle);
      // Delivered to us again meanwhile: SQS may call an old receipt handle deleted, and keep the message.
    } while (handle !== held.receiptHandle);
    if (result.kind === 'done') {
      this.#deps.events.deleted();
      return !held.lost && this.#deps.clock.now() < held.deadline;
    }
    this.#deps.events.problem({
      code: 'LF_DELETE_FAILED',
      message: `message ${held.id} was done and could not be deleted: ${result.kind === 'lost' ? 'its receipt handle is no longer valid' : result.reason}`,
      hint: 'It will come again and its documents will be counted as duplicates; nothing is lost.',
    });
    return false;
  }

  /** The next consumer may have it at once. */
  async giveBack(held: HeldMessage): Promise<void> {
    await this.#release(held, 0);
  }

  /** It comes again, later each time. */
  async holdBack(held: HeldMessage, aftermath: Aftermath): Promise<void> {
    const { clock, events, redrive, random } = this.#deps;
    const seconds = holdBackSeconds(
      {
        aftermath,
        receiveCount: held.receiveCount,
        visibilityTimeout: this.#visibilityTimeout,
        redrive: redrive(),
      },
      random(),
    );
    const hidden = Math.min(seconds, Math.max(0, held.longest(clock.now())));
    if ((await this.#release(held, hidden)) && aftermath === 'quarantine') events.quarantined();
  }

  /** False when its lease is over, or SQS did not take the change: then it comes by itself. */
  async #release(held: HeldMessage, seconds: number): Promise<boolean> {
    const { clock, events } = this.#deps;
    if (held.lost || clock.now() >= held.deadline) return false;
    const result = await this.#releases.add({ held, seconds });
    if (result.kind === 'done') events.released();
    else if (result.kind === 'lost') events.leaseLost();
    else {
      events.problem({
        code: 'LF_RELEASE_FAILED',
        message: `message ${held.id} could not be put back: ${result.reason}`,
        hint: 'Nothing to do: it comes again when its visibility timeout ends.',
      });
    }
    return result.kind === 'done';
  }

  /** A try that comes after the deadline could shorten another consumer's lease: not sent (R24). */
  async #sendReleases(entries: readonly { held: HeldMessage; seconds: number }[]): Promise<EntryResult[]> {
    const now = this.#deps.clock.now();
    const results: EntryResult[] = entries.map(() => ({ kind: 'lost' }));
    const timely = [...entries.keys()].filter((i) => now < (entries[i]?.held.deadline ?? 0));
    if (timely.length === 0) return results;
    const answers = await this.#deps.api.changeVisibility(
      timely.map((i) => {
        const { held, seconds } = entries[i] as (typeof entries)[number];
        return { receiptHandle: held.receiptHandle, seconds };
      }),
    );
    timely.forEach((i, n) => {
      results[i] = answers[n] ?? { kind: 'failed', reason: 'SQS did not say why' };
    });
    return results;
  }
}
