/** A large body is copied to a buffer of a multiple of this: what is freed can be used again for the next. */
const bodyUnit = 128 * 1024;
const growUnit = 1024 * 1024;
/** A larger one is not kept: it was needed for an odd block. */
const maxKept = 16 * 1024 * 1024;

/**
 * Where bodies are written; one for all objects of a thread, as transforms do not overlap. Memory that was just written is
 * in the processor's cache, and a copy of the right size is cheaper than pages that are new each time, and are garbage soon.
 */
export class Scratch {
  view = new DataView(new ArrayBuffer(0));
  #bytes: Buffer = Buffer.alloc(0);

  get size(): number {
    return this.#bytes.length;
  }

  /** Has at least so many bytes from now on, the first `kept` of which are those of before. */
  reserve(size: number, kept: number): void {
    if (size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.ceil(size / growUnit) * growUnit);
    this.#bytes.copy(larger, 0, 0, kept);
    this.#bytes = larger;
    this.view = new DataView(larger.buffer as ArrayBuffer);
  }

  writeText(text: string, at: number): number {
    return this.#bytes.write(text, at);
  }

  move(from: number, to: number, end: number): void {
    this.#bytes.copyWithin(to, from, end);
  }

  /** A copy of the first `length` bytes, in an ArrayBuffer of its own. */
  take(length: number): Uint8Array {
    const size = length < bodyUnit ? length : Math.ceil(length / bodyUnit) * bodyUnit;
    const body = Buffer.allocUnsafeSlow(size);
    this.#bytes.copy(body, 0, 0, length);
    if (this.#bytes.length > maxKept) {
      this.#bytes = Buffer.alloc(0);
      this.view = new DataView(new ArrayBuffer(0));
    }
    return body.subarray(0, length);
  }
}
