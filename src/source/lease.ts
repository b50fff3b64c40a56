import type { Brake, Clock } from '../model/control.ts';
import { LogflowError } from '../model/errors.ts';
import type { HeldMessage } from './held-message.ts';
import { batchLimit, type QueueApi } from './queue-api.ts';
import type { QueueEvents } from './queue-events.ts';

export interface LeaseOptions {
  /** Seconds; the constant to which every extension sets the visibility timeout (R23). */
  readonly visibilityTimeout: number;
  /** Seconds of unbraked work after which a message is released to others; work on it goes on here (R25). */
  readonly maxProcessing: number;
}

/** ms between two looks at the leases, when the visibility timeout is long. */
const longestBeat = 60_000;

/** Keeps every message that this process works on invisible to the others, until its last bulk is acknowledged. */
export class LeaseManager {
  readonly #held = new Map<string, HeldMessage>();
  readonly #stop = new AbortController();
  readonly #api: QueueApi;
  readonly #clock: Clock;
  readonly #brake: Brake;
  readonly #events: QueueEvents;
  readonly #options: LeaseOptions;

  constructor(api: QueueApi, clock: Clock, brake: Brake, events: QueueEvents, options: LeaseOptions) {
    this.#api = api;
    this.#clock = clock;
    this.#brake = brake;
    this.#events = events;
    this.#options = options;
  }

  get size(): number {
    return this.#held.size;
  }

  hold(message: HeldMessage): void {
    this.#held.set(message.id, message);
  }

  find(id: string): HeldMessage | undefined {
    return this.#held.get(id);
  }

  letGo(message: HeldMessage): void {
    if (this.#held.get(message.id) === message) this.#held.delete(message.id);
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Runs until `stop`. Never rejects: a heartbeat that dies silently would double every document. */
  async run(): Promise<void> {
    // Extended when less than 60% is left: there is another beat or two for a request that failed.
    const beat = Math.min(this.#options.visibilityTimeout * 250, longestBeat);
    let last = this.#clock.now();
    while (!this.#stop.signal.aborted) {
      try {
        await this.#clock.sleep(beat, this.#stop.signal);
      } catch {
        return;
      }
      const now = this.#clock.now();
      try {
        this.#countWork(last, now);
        this.#keep(now);
      } catch (error) {
        // The next beat comes all the same.
        this.#events.problem(asProblem(error));
      }
      last = now;
    }
  }

  #countWork(last: number, now: number): void {
    if (this.#brake.engaged) return;
    for (const message of this.#held.values()) message.worked += now - Math.max(last, message.since);
  }

  /** Nothing is awaited: a request that hangs must not let the other leases run out. */
  #keep(now: number): void {
    const due: HeldMessage[] = [];
    for (const message of this.#held.values()) {
      if (message.lost || message.settled) continue;
      // Past our own deadline an extension could shorten another consumer's lease: never sent (R24).
      if (now >= message.deadline) this.#lose(message);
      else if (message.worked >= this.#options.maxProcessing * 1000) void this.#release(message);
      else if (message.deadline - now < this.#options.visibilityTimeout * 600) due.push(message);
    }
    for (let i = 0; i < due.length; i += batchLimit) void this.#extend(due.slice(i, i + batchLimit));
  }

  async #extend(messages: readonly HeldMessage[]): Promise<void> {
    const sentAt = this.#clock.now();
    const entries = messages.map((message) => ({
      receiptHandle: message.receiptHandle,
      seconds: Math.min(this.#options.visibilityTimeout, message.longest(sentAt)),
    }));
    const worth = entries.filter(({ seconds }) => seconds > 0);
    if (worth.length < entries.length) {
      // Within the last second of the 12 hours there is nothing left to extend: those run out by themselves.
      return this.#extend(messages.filter((_, i) => (entries[i]?.seconds ?? 0) > 0));
    }
    if (entries.length === 0) return;
    try {
      const results = await this.#api.changeVisibility(entries);
      results.forEach((result, i) => {
        const message = messages[i];
        const sent = entries[i];
        // Deleted, given back or delivered again in the meantime: this answer is about a lease that is no more.
        if (!message || !sent || message.settled || message.receiptHandle !== sent.receiptHandle) return;
        if (result.kind === 'lost') this.#lose(message);
        else if (result.kind === 'done') {
          message.deadline = Math.max(message.deadline, sentAt + sent.seconds * 1000);
          this.#events.leaseExtended();
        }
        // 'failed': there is a next beat before the deadline.
      });
    } catch (error) {
      this.#events.problem(asProblem(error));
    }
  }

  #lose(message: HeldMessage): void {
    message.lost = true;
    this.#events.leaseLost();
    this.#events.problem({
      code: 'LF_LEASE_LOST',
      message: `the visibility timeout of message ${message.id} ran out while it was being worked on`,
      hint: 'The work is finished here and ids keep it from doubling; raise visibility-timeout if it happens often.',
    });
  }

  async #release(message: HeldMessage): Promise<void> {
    message.lost = true;
    this.#events.problem({
      code: 'LF_MAX_PROCESSING',
      message: `message ${message.id} is worked on for longer than max-processing`,
      hint: 'Others may have it now and it is finished here all the same; raise max-processing for objects this large.',
    });
    try {
      await this.#api.changeVisibility([{ receiptHandle: message.receiptHandle, seconds: 0 }]);
    } catch (error) {
      this.#events.problem(asProblem(error));
    }
  }
}

function asProblem(error: unknown) {
  if (error instanceof LogflowError) return error;
  return { code: 'LF_QUEUE_ERROR', message: String(error), hint: 'This is a bug in logflow: report it.' };
}
