import type { LineBlock } from '../model/bulk.ts';

const lf = 0x0a;
const cr = 0x0d;
const space = 0x20;

/** Collects rows, which come in parts, into blocks: each on a line of its own. */
export class RowWriter {
  readonly #blockBytes: number;
  /** So much is kept of a row: enough to be too long. */
  readonly #mostBytes: number;
  #buffer = new Uint8Array(0);
  #used = 0;
  /** Where the row under way begins in the buffer. */
  #begin = 0;
  #first = 0;
  #rows = 0;

  /** Both in bytes. */
  constructor(blockBytes: number, maxLineBytes: number) {
    this.#blockBytes = blockBytes;
    this.#mostBytes = maxLineBytes + 1;
  }

  /** A part of the row under way. White space in front of it is left out, and no byte ends its line. */
  add(part: Uint8Array): void {
    let from = 0;
    if (this.#used === this.#begin) while (from < part.length && (part[from] as number) <= space) from += 1;
    const room = this.#mostBytes - (this.#used - this.#begin);
    const bytes = part.subarray(from, from + room);
    if (bytes.length === 0) return;
    this.#reserve(bytes.length + 1);
    this.#buffer.set(bytes, this.#used);
    for (const end of [lf, cr]) {
      let at = bytes.indexOf(end);
      while (at !== -1) {
        this.#buffer[this.#used + at] = space;
        at = bytes.indexOf(end, at + 1);
      }
    }
    this.#used += bytes.length;
  }

  /** The row has ended; one without a byte is none. Yields the block when it is full. */
  *end(): Generator<LineBlock> {
    if (this.#used === this.#begin) return;
    this.#buffer[this.#used] = lf;
    this.#used += 1;
    this.#begin = this.#used;
    this.#rows += 1;
    if (this.#used >= this.#blockBytes) yield* this.rest();
  }

  /** The rows that have ended; the one under way is dropped. */
  *rest(): Generator<LineBlock> {
    if (this.#rows === 0) return;
    const block = { bytes: this.#buffer.subarray(0, this.#begin), offset: this.#first, rows: this.#rows };
    this.#first += this.#rows;
    this.#rows = 0;
    this.#buffer = new Uint8Array(0);
    this.#used = 0;
    this.#begin = 0;
    yield block;
  }

  /** Room for so many bytes more. */
  #reserve(bytes: number): void {
    const needed = this.#used + bytes;
    if (needed <= this.#buffer.length) return;
    const capacity = Math.max(needed, this.#buffer.length * 2, Math.min(this.#blockBytes, 64 * 1024));
    this.#buffer = new Uint8Array((this.#buffer.buffer as ArrayBuffer).transfer(capacity));
  }
}
