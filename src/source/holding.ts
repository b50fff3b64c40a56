import type { Clock } from '../model/control.ts';
import { Deleter } from './deleter.ts';
import { batchLimit, type EntryResult, type QueueApi } from './queue-api.ts';

interface Held {
  receiptHandle: string;
  /** ms since the epoch: by our own reckoning others may see it from then on (R24). */
  deadline: number;
  /** A copy of it is in another queue: it is to be deleted. */
  copied: boolean;
}

/** What became of the messages that were still held. */
export interface GivenBack {
  /** Copied before, and deleted only now. */
  readonly deleted: number;
  /** Visible again: put back now, or because their time had run out. */
  readonly visible: number;
  /** Hidden until `until`, as SQS did not take the change. */
  readonly hidden: number;
  /** ms since the epoch; absent when nothing is hidden. */
  readonly until?: number;
}

const attempts = 4;
/** Requests at once. */
const lanes = 4;

/** Messages that this run received and has neither deleted nor given back. Only these are ever deleted. */
export class Holding {
  readonly #held = new Map<string, Held>();
  readonly #api: QueueApi;
  readonly #clock: Clock;
  readonly #deleter: Deleter;

  constructor(api: QueueApi, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
    this.#deleter = new Deleter(api, clock);
  }

  get size(): number {
    return this.#held.size;
  }

  /** False for a message that is held already and came again as its time had run out: its new receipt handle is adopted. */
  take({ id, receiptHandle }: { id: string; receiptHandle: string }, deadline: number): boolean {
    const known = this.#held.get(id);
    this.#held.set(id, { receiptHandle, deadline, copied: known?.copied ?? false });
    return known === undefined;
  }

  /** Deletes a message of which a copy was sent. Whatever happens, it is not sent a second time by this run. */
  async deleteCopied(id: string): Promise<EntryResult> {
    const held = this.#held.get(id);
    if (!held) return { kind: 'lost' };
    held.copied = true;
    const result = await this.#deleter.delete(held.receiptHandle);
    if (result.kind === 'done') this.#held.delete(id);
    return result;
  }

  /** Makes everything visible that is still held, by tens. Never rejects. */
  async giveBack(): Promise<GivenBack> {
    const deleted = await this.#deleteAgain();
    let waiting = [...this.#held.values()];
    const total = waiting.length;
    for (let n = 0; waiting.length > 0 && n < attempts; n++) {
      if (n > 0) await this.#clock.sleep(200 * 2 ** n);
      waiting = await this.#release(waiting);
    }
    this.#held.clear();
    const visible = total - waiting.length;
    if (waiting.length === 0) return { deleted, visible, hidden: 0 };
    const until = waiting.reduce((latest, { deadline }) => Math.max(latest, deadline), 0);
    return { deleted, visible, hidden: waiting.length, until };
  }

  /** Once more: those that came again after a failed delete have a new receipt handle by now. */
  async #deleteAgain(): Promise<number> {
    const copied = [...this.#held].filter(([, held]) => held.copied);
    const results = await Promise.all(copied.map(([id]) => this.deleteCopied(id)));
    return results.filter(({ kind }) => kind === 'done').length;
  }

  /** Answers with those that are worth another try. */
  async #release(messages: readonly Held[]): Promise<Held[]> {
    const again: Held[] = [];
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < messages.length) {
        const batch = messages.slice(next, next + batchLimit);
        next += batchLimit;
        again.push(...(await this.#releaseBatch(batch)));
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    return again;
  }

  async #releaseBatch(messages: readonly Held[]): Promise<Held[]> {
    const now = this.#clock.now();
    // Later than that they may be another's, and a change would shorten its lease (R24).
    const batch = messages.filter(({ deadline }) => deadline > now);
    if (batch.length === 0) return [];
    const entries = batch.map(({ receiptHandle }) => ({ receiptHandle, seconds: 0 }));
    const results = await this.#api.changeVisibility(entries).catch(() => undefined);
    return batch.filter((_, i) => (results ? results[i]?.kind === 'failed' : true));
  }
}
