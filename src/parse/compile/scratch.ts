/** Buffers are multiples of this. */
const unit = 1024 * 1024;
/** A larger one is not kept: it was needed for an odd block. */
const maxKept = 16 * 1024 * 1024;
/** Buffers that are kept: readers of many objects wait with theirs for room in a batch, and then give them back at once. */
const maxSpare = 4;

/**
 * Where bodies are written: buffers that are used again when their chunk is in its batch, so that none is garbage, and
 * mostly one that is still in the processor's cache. One for all objects of a thread, as transforms do not overlap.
 */
class Scratch {
  view = new DataView(new ArrayBuffer(0));
  #bytes: Buffer = Buffer.alloc(0);
  readonly #spare: Buffer[] = [];

  get size(): number {
    return this.#bytes.length;
  }

  /** Has at least so many bytes from now on, the first `kept` of which are those of before. */
  reserve(size: number, kept: number): void {
    if (size <= this.#bytes.length) return;
    const larger = this.#spare.pop();
    if (larger === undefined || larger.length < size) {
      this.#use(Buffer.allocUnsafeSlow(Math.ceil(size / unit) * unit), kept);
    } else {
      this.#use(larger, kept);
    }
  }

  writeText(text: string, at: number): number {
    return this.#bytes.write(text, at);
  }

  move(from: number, to: number, end: number): void {
    this.#bytes.copyWithin(to, from, end);
  }

  /** The first `length` bytes, in an ArrayBuffer of their own, which is no longer the scratch's. */
  take(length: number): Uint8Array {
    const body = this.#bytes.subarray(0, length);
    this.#use(Buffer.alloc(0), 0);
    return body;
  }

  /** Nobody needs the body any more, which need not be one of this scratch's. */
  give(body: Uint8Array): void {
    const { buffer } = body;
    if (buffer.byteLength < unit || buffer.byteLength > maxKept || this.#spare.length === maxSpare) return;
    this.#spare.push(Buffer.from(buffer as ArrayBuffer));
  }

  #use(bytes: Buffer, kept: number): void {
    this.#bytes.copy(bytes, 0, 0, kept);
    this.#bytes = bytes;
    this.view = new DataView(bytes.buffer as ArrayBuffer);
  }
}

/** The scratch of this thread. */
export const scratch = new Scratch();
