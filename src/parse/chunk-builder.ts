import type { BulkChunk, MalformedLine } from '../model/bulk.ts';
import { BodyWriter } from './body-writer.ts';
import type { Line } from './lines.ts';
import { malformedLine, maxSamples } from './malformed.ts';

/** Collects what became of a block's lines. */
export class ChunkBuilder {
  readonly #body: BodyWriter;
  readonly #filtered = new Map<string, number>();
  readonly #samples: MalformedLine[] = [];
  #read = 0;
  #malformed = 0;
  #newest = 0;

  /** `bodyBytes`: what the body is likely to need. */
  constructor(bodyBytes?: number) {
    this.#body = new BodyWriter(bodyBytes);
  }

  /** An action line and a document, each ended by LF; the event's time in s since the epoch. */
  document(item: string, time: number): void {
    this.#read += 1;
    this.#body.add(item);
    this.#newest = Math.max(this.#newest, time);
  }

  filtered(kind: string): void {
    this.#read += 1;
    this.#filtered.set(kind, (this.#filtered.get(kind) ?? 0) + 1);
  }

  malformed(line: Line, reason: string): void {
    this.#read += 1;
    this.#malformed += 1;
    if (this.#samples.length < maxSamples) this.#samples.push(malformedLine(line, reason));
  }

  /** The chunk; its body and its starts have ArrayBuffers of their own. */
  finish(): BulkChunk {
    return {
      ...this.#body.finish(),
      docs: this.#body.items,
      read: this.#read,
      filtered: Object.fromEntries(this.#filtered),
      malformed: this.#malformed,
      samples: this.#samples,
      newest: this.#newest,
    };
  }
}
