import type { BulkChunk } from '../../model/bulk.ts';
import type { IndexCount } from './explanation.ts';

/** Counts the documents of each index, by the names in their action lines. */
export class IndexCounts {
  readonly #counts = new Map<string, number>();
  /** An action line up to the end of its index name: most have that of the line before. */
  #last = Buffer.alloc(0);
  #lastIndex = '';

  add({ body, starts, docs }: BulkChunk): void {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
    for (let i = 0; i < docs; i++) this.#count(bytes, starts[i] as number);
  }

  get all(): readonly IndexCount[] {
    return [...this.#counts].map(([index, documents]) => ({ index, documents }));
  }

  #count(bytes: Buffer, start: number): void {
    const end = start + this.#last.length;
    const same = this.#last.length > 0 && end <= bytes.length && this.#last.compare(bytes, start, end) === 0;
    if (!same) this.#read(bytes, start);
    this.#counts.set(this.#lastIndex, (this.#counts.get(this.#lastIndex) ?? 0) + 1);
  }

  #read(bytes: Buffer, start: number): void {
    const line = bytes.toString('utf8', start, bytes.indexOf('\n', start));
    const action = JSON.parse(line) as Record<string, { _index: string }>;
    this.#lastIndex = Object.values(action)[0]?._index ?? '';
    const end = line.indexOf(`"${this.#lastIndex}"`) + this.#lastIndex.length + 2;
    this.#last = Buffer.from(line.slice(0, end));
  }
}
