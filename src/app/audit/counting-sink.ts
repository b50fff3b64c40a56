import { type BulkBatch, type BulkPart, itemStart, type Sink } from '../../model/bulk.ts';
import { indexName, indexSpan } from '../../sink/action-line.ts';
import { settleAll } from '../../sink/ndjson.ts';

/** What was counted in an object. */
export interface Counted {
  documents: number;
  /** For indices that are gone. */
  expired: number;
  /** Whether documents have ids that can be looked for. */
  ids: boolean;
}

const comma = 0x2c;

/** Counts the documents of each object, and writes none: the end of an engine that reads as the real one does. */
export class CountingSink implements Sink {
  readonly #isExpired: (index: string) => boolean;
  readonly #objects = new Map<string, Counted>();

  constructor(isExpired: (index: string) => boolean) {
    this.#isExpired = isExpired;
  }

  /** The counts of an object that came to its end; they are forgotten. */
  take(object: string): Counted {
    const counted = this.#objects.get(object) ?? { documents: 0, expired: 0, ids: true };
    this.#objects.delete(object);
    return counted;
  }

  async deliver(batch: BulkBatch): Promise<void> {
    for (const part of batch.parts) this.#count(part);
    settleAll(batch);
  }

  async commit(): Promise<undefined> {}

  async discard(object: string): Promise<void> {
    this.#objects.delete(object);
  }

  async close(): Promise<void> {}

  #count(part: BulkPart): void {
    const counted = this.#objects.get(part.object) ?? { documents: 0, expired: 0, ids: true };
    this.#objects.set(part.object, counted);
    counted.documents += part.to - part.from;
    for (let item = part.from; item < part.to; item++) {
      const start = itemStart(part, item);
      if (this.#isExpired(indexName(part.bytes, start))) counted.expired += 1;
    }
    counted.ids = hasId(part, part.from);
  }
}

/** `{"create":{"_index":"…","_id":"…"}}` */
export function hasId(part: BulkPart, item: number): boolean {
  return part.bytes[indexSpan(part.bytes, itemStart(part, item)).to + 1] === comma;
}
