import type { Clock } from '../model/control.ts';
import { LogflowError } from '../model/errors.ts';
import { batchLimit, type EntryResult, type QueueApi } from './queue-api.ts';

/** ms that a delete waits for others to travel with it. */
const gather = 20;
const attempts = 6;

interface Pending {
  readonly receiptHandle: string;
  readonly done: (result: EntryResult) => void;
  tries: number;
}

/** Deletes messages by ten; entries that SQS failed are tried again, each on its own account. */
export class Deleter {
  #waiting: Pending[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly #api: QueueApi;
  readonly #clock: Clock;

  constructor(api: QueueApi, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
  }

  /** Resolves with what became of it; never rejects. */
  delete(receiptHandle: string): Promise<EntryResult> {
    return new Promise((done) => this.#enqueue({ receiptHandle, done, tries: 0 }));
  }

  #enqueue(entry: Pending): void {
    this.#waiting.push(entry);
    if (this.#waiting.length >= batchLimit) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), gather);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const batch = this.#waiting.splice(0, batchLimit);
    if (batch.length > 0) void this.#send(batch);
  }

  async #send(batch: readonly Pending[]): Promise<void> {
    let results: EntryResult[];
    try {
      results = await this.#api.delete(batch.map(({ receiptHandle }) => receiptHandle));
    } catch (error) {
      const reason = error instanceof LogflowError ? error.message : String(error);
      results = batch.map(() => ({ kind: 'failed', reason }));
    }
    batch.forEach((entry, i) => {
      const result = results[i] ?? { kind: 'failed', reason: 'SQS did not say' };
      entry.tries += 1;
      if (result.kind === 'failed' && entry.tries < attempts) void this.#again(entry);
      else entry.done(result);
    });
  }

  async #again(entry: Pending): Promise<void> {
    await this.#clock.sleep(100 * 2 ** entry.tries * (0.5 + Math.random() / 2));
    this.#enqueue(entry);
  }
}
