import type { BulkChunk, MalformedLine } from '../model/bulk.ts';
import type { Line } from './lines.ts';
import { malformedLine, maxSamples } from './malformed.ts';

/** Collects what became of a block's lines. */
export class ChunkBuilder {
  readonly #items: string[] = [];
  readonly #filtered = new Map<string, number>();
  readonly #samples: MalformedLine[] = [];
  #read = 0;
  #malformed = 0;
  #newest = 0;

  /** An action line and a document, each ended by LF; the event's time in s since the epoch. */
  document(item: string, time: number): void {
    this.#read += 1;
    this.#items.push(item);
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
    const starts = new Uint32Array(this.#items.length + 1);
    this.#items.forEach((item, index) => {
      starts[index + 1] = (starts[index] ?? 0) + Buffer.byteLength(item);
    });
    return {
      body: new TextEncoder().encode(this.#items.join('')),
      starts,
      docs: this.#items.length,
      read: this.#read,
      filtered: Object.fromEntries(this.#filtered),
      malformed: this.#malformed,
      samples: this.#samples,
      newest: this.#newest,
    };
  }
}
