import type { Clock } from '../model/control.ts';
import { LogflowError } from '../model/errors.ts';
import { batchLimit, type EntryResult } from './queue-api.ts';

export interface ByTenOptions<Entry> {
  /** One request; one result for each entry, in order. */
  readonly send: (entries: readonly Entry[]) => Promise<readonly EntryResult[]>;
  /** Calls back when those that are to travel together have come. */
  readonly gather: (flush: () => void) => void;
  /** Times that an entry is sent in all. */
  readonly attempts: number;
}

interface Pending<Entry> {
  readonly entry: Entry;
  readonly done: (result: EntryResult) => void;
  tries: number;
}

/** Sends entries by ten, as many as SQS takes at once; those that it failed are tried again, each on its own account. */
export class ByTen<Entry> {
  #waiting: Pending<Entry>[] = [];
  #gathering = false;
  readonly #clock: Clock;
  readonly #options: ByTenOptions<Entry>;

  constructor(clock: Clock, options: ByTenOptions<Entry>) {
    this.#clock = clock;
    this.#options = options;
  }

  /** Resolves with what became of it; never rejects. */
  add(entry: Entry): Promise<EntryResult> {
    return new Promise((done) => this.#enqueue({ entry, done, tries: 0 }));
  }

  #enqueue(pending: Pending<Entry>): void {
    this.#waiting.push(pending);
    if (this.#waiting.length >= batchLimit) this.#flush();
    else if (!this.#gathering) {
      this.#gathering = true;
      this.#options.gather(() => {
        this.#gathering = false;
        this.#flush();
      });
    }
  }

  #flush(): void {
    const batch = this.#waiting.splice(0, batchLimit);
    if (batch.length > 0) void this.#send(batch);
  }

  async #send(batch: readonly Pending<Entry>[]): Promise<void> {
    let results: readonly EntryResult[];
    try {
      results = await this.#options.send(batch.map(({ entry }) => entry));
    } catch (error) {
      const reason = error instanceof LogflowError ? error.message : String(error);
      results = batch.map(() => ({ kind: 'failed', reason }));
    }
    batch.forEach((pending, i) => {
      const result = results[i] ?? { kind: 'failed', reason: 'SQS did not say' };
      pending.tries += 1;
      if (result.kind === 'failed' && pending.tries < this.#options.attempts) void this.#again(pending);
      else pending.done(result);
    });
  }

  async #again(pending: Pending<Entry>): Promise<void> {
    await this.#clock.sleep(100 * 2 ** pending.tries * (0.5 + Math.random() / 2));
    this.#enqueue(pending);
  }
}
