/** Buffers are multiples of this: the allocator can give freed ones out again, where odd sizes leave holes (30 MiB less at the peak). */
const unit = 1024 * 1024;
/** UTF-8 bytes per UTF-16 unit, at most. */
const bytesPerUnit = 3;

/**
 * Items one behind the other in one buffer. Each string is encoded at once and forgotten, so that it dies young:
 * a megabyte of strings that lives until the chunk is done is promoted by the garbage collector, and then lies there.
 */
export class BodyWriter {
  #buffer: Buffer;
  #starts: Uint32Array<ArrayBuffer>;
  #length = 0;
  #items = 0;

  /** `capacity`: bytes that are likely to be needed; it grows. */
  constructor(capacity = unit) {
    this.#buffer = allocate(Math.max(1, capacity));
    this.#starts = new Uint32Array(256);
  }

  get items(): number {
    return this.#items;
  }

  add(item: string): void {
    this.#reserve(item.length * bytesPerUnit);
    this.#starts[this.#items++] = this.#length;
    this.#length += this.#buffer.write(item, this.#length);
    if (this.#items === this.#starts.length) this.#starts = this.#grownStarts();
  }

  /** The bytes, and where each item begins; the last start is the end. Both have ArrayBuffers of their own. */
  finish(): { body: Uint8Array; starts: Uint32Array } {
    this.#starts[this.#items] = this.#length;
    return {
      body: this.#buffer.subarray(0, this.#length),
      starts: this.#starts.slice(0, this.#items + 1),
    };
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = allocate(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }

  #grownStarts(): Uint32Array<ArrayBuffer> {
    const larger = new Uint32Array(this.#starts.length * 2);
    larger.set(this.#starts);
    return larger;
  }
}

function allocate(bytes: number): Buffer {
  return Buffer.allocUnsafeSlow(Math.ceil(bytes / unit) * unit);
}
