const newline = 0x0a;
const headLength = 64;

/** Counts the items of a `_bulk` body of `create` or `index` items (two lines each) as it streams by, in constant memory. */
export class BulkCounter {
  #bytes = 0;
  #lines = 0;
  #last = newline;
  #head = '';

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (this.#head.length < headLength)
      this.#head += Buffer.from(chunk.subarray(0, headLength - this.#head.length)).toString('latin1');
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, at + 1)) this.#lines += 1;
    this.#bytes += chunk.length;
    this.#last = chunk[chunk.length - 1] as number;
  }

  /** Bytes of the body, decompressed. */
  get bytes(): number {
    return this.#bytes;
  }

  get items(): number {
    return Math.floor(this.#lines / 2);
  }

  /** What the first action line says. */
  get opType(): 'create' | 'index' {
    return /^\s*\{\s*"index"/.test(this.#head) ? 'index' : 'create';
  }

  /** Why a cluster would refuse the whole body with 400; undefined when it would not. */
  get fault(): string | undefined {
    if (this.#bytes === 0) return 'request body is required';
    if (this.#last !== newline) return 'The bulk request must be terminated by a newline [\\n]';
    return this.#lines % 2 === 0 ? undefined : 'the last action line has no document';
  }
}
