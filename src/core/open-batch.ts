import type { BulkBatch, BulkChunk, BulkPart } from '../model/bulk.ts';

/** A chunk on its way into batches, and whom to tell what became of its items. */
export interface Handed {
  /** The object's uri. */
  readonly object: string;
  readonly version: string;
  /** As in `BulkPart`. */
  readonly rows?: true;
  readonly chunk: BulkChunk;
  readonly settle: BulkPart['settle'];
}

/**
 * A bulk request in the making. Items are copied into it one behind the other and sent from where they lie: the chunk is
 * free at once, and a request of a hundred objects needs no body of its own. Made anew, 5 MiB a time, bodies were garbage
 * outside of V8's heap, and its collector, busy with that alone, took 40% of the CPU.
 */
export class OpenBatch {
  readonly #bytes: Buffer;
  readonly #maxDocs: number;
  readonly #parts: BulkPart[] = [];
  #used = 0;
  #docs = 0;

  constructor(bytes: Buffer, maxDocs: number) {
    this.#bytes = bytes;
    this.#maxDocs = maxDocs;
  }

  /** Bytes of the items so far. */
  get used(): number {
    return this.#used;
  }

  get full(): boolean {
    return this.#docs >= this.#maxDocs || this.#used >= this.#bytes.length;
  }

  /** Takes as many items as fit from item `from` on; answers with the first that does not. */
  add({ chunk, settle, ...of }: Handed, from: number): number {
    const { body, starts, docs } = chunk;
    const to = lastThatFits(starts, from, Math.min(docs, from + this.#maxDocs - this.#docs), this.#room);
    if (to === from) return from;
    const begin = at(starts, from);
    const end = at(starts, to);
    this.#bytes.set(body.subarray(begin, end), this.#used);
    const shift = this.#used - begin;
    this.#parts.push({ ...of, bytes: this.#bytes, starts, shift, from, to, settle });
    this.#used += end - begin;
    this.#docs += to - from;
    return to;
  }

  /** What was added. */
  batch(): BulkBatch {
    return { parts: this.#parts, bytes: this.#used, docs: this.#docs };
  }

  get #room(): number {
    return this.#bytes.length - this.#used;
  }
}

/** Bytes of item `i` of a chunk. */
export function itemBytes({ starts }: BulkChunk, i: number): number {
  return at(starts, i + 1) - at(starts, i);
}

function lastThatFits(starts: Uint32Array, from: number, most: number, room: number): number {
  const base = at(starts, from);
  let low = from;
  let high = most;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (at(starts, middle) - base <= room) low = middle;
    else high = middle - 1;
  }
  return low;
}

function at(starts: Uint32Array, i: number): number {
  return starts[i] as number;
}
