import type { LineBlock } from '../model/bulk.ts';

const lf = 10;
/** Small objects are the many: the first block has room for the first piece, at most this much, and grows from there. */
const firstCapacity = 64 * 1024;

/** Collects pieces of any size into blocks of whole lines. Each byte is copied once, and the cut line at a block's end again. */
export class LineCutter {
  readonly #blockBytes: number;
  /** With so many bytes and no LF among them, a line is too long even if CR and LF are next. */
  readonly #tooLong: number;
  #capacity: number;
  #buffer = new Uint8Array(0);
  #used = 0;
  /** Where `#buffer[0]` stands in the object. */
  #offset = 0;
  /** Inside a line that is too long, behind what was delivered of it. */
  #skipping = false;

  /** Both in bytes. */
  constructor(blockBytes: number, maxLineBytes: number) {
    this.#blockBytes = blockBytes;
    this.#tooLong = maxLineBytes + 2;
    this.#capacity = Math.min(firstCapacity, blockBytes);
  }

  /** Takes the next piece; yields the blocks that it fills. */
  *add(piece: Uint8Array): Generator<LineBlock> {
    let from = 0;
    while (from < piece.length) {
      if (this.#skipping) {
        from += this.#skip(piece, from);
      } else {
        from += this.#take(piece, from);
        if (this.#used === this.#buffer.length) yield* this.#full();
      }
    }
  }

  /** What is there of whole lines; the tail stays. */
  *wholeLines(): Generator<LineBlock> {
    const end = this.#buffer.subarray(0, this.#used).lastIndexOf(lf) + 1;
    if (end > 0) yield this.#cut(end, end);
  }

  /** Everything that is there. */
  *rest(): Generator<LineBlock> {
    if (this.#used > 0) yield this.#cut(this.#used, this.#used);
  }

  #take(piece: Uint8Array, from: number): number {
    // One byte more, so that a block is not full before it has to be.
    if (this.#buffer.length === 0) this.#buffer = new Uint8Array(Math.min(this.#capacity, piece.length + 1));
    const taken = piece.subarray(from, from + this.#buffer.length - this.#used);
    this.#buffer.set(taken, this.#used);
    this.#used += taken.length;
    return taken.length;
  }

  /** Passes over bytes up to the LF of the long line, and answers with how many. */
  #skip(piece: Uint8Array, from: number): number {
    const end = piece.indexOf(lf, from);
    this.#skipping = end === -1;
    const passed = (end === -1 ? piece.length : end + 1) - from;
    this.#offset += passed;
    return passed;
  }

  *#full(): Generator<LineBlock> {
    if (this.#used < this.#blockBytes) {
      this.#grow(this.#blockBytes);
      return;
    }
    const end = this.#buffer.lastIndexOf(lf) + 1;
    if (end > 0) {
      yield this.#cut(end, end);
    } else if (this.#used < this.#tooLong) {
      this.#grow(this.#tooLong);
    } else {
      this.#skipping = true;
      yield this.#cut(this.#tooLong, this.#used);
    }
  }

  #grow(limit: number): void {
    const capacity = Math.min(this.#buffer.length * 2, limit);
    this.#buffer = new Uint8Array(this.#buffer.buffer.transfer(capacity));
  }

  /** A block of the first `length` bytes; what is behind the first `taken` begins the next. */
  #cut(length: number, taken: number): LineBlock {
    const block = { bytes: this.#buffer.subarray(0, length), offset: this.#offset };
    const tail = this.#buffer.subarray(taken, this.#used);
    this.#capacity = this.#blockBytes;
    this.#buffer = new Uint8Array(tail.length > 0 ? Math.max(this.#blockBytes, tail.length + 1) : 0);
    this.#buffer.set(tail);
    this.#used = tail.length;
    this.#offset += taken;
    return block;
  }
}
