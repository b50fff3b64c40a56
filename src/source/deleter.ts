import type { Clock } from '../model/control.ts';
import { ByTen } from './by-ten.ts';
import type { EntryResult, QueueApi } from './queue-api.ts';

/** ms that a delete waits for others to travel with it. */
const gather = 20;
const attempts = 6;

/** Deletes messages by ten. */
export class Deleter {
  readonly #handles: ByTen<string>;

  constructor(api: QueueApi, clock: Clock) {
    this.#handles = new ByTen(clock, {
      send: (handles) => api.delete(handles),
      gather: (flush) => void setTimeout(flush, gather),
      attempts,
    });
  }

  /** Resolves with what became of it; never rejects. */
  delete(receiptHandle: string): Promise<EntryResult> {
    return this.#handles.add(receiptHandle);
  }
}
