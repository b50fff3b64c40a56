const lf = 0x0a;
const quote = 0x22;
const backslash = 0x5c;
const open = 0x7b;
const close = 0x7d;
const space = 0x20;
const newline = Uint8Array.of(lf);

/**
 * Puts a line end between objects of JSON that stand one behind the other on one line, as Firehose writes records that have
 * none. Lines that are one object pass as they are. A line end always ends a line: one that is broken spoils no other. No memory.
 */
export class GluedLines {
  #depth = 0;
  #inText = false;
  #escaped = false;
  /** An object has ended on this line, and nothing but white space came behind it. */
  #ended = false;

  add(piece: Uint8Array): Uint8Array {
    const parts: Uint8Array[] = [];
    let start = 0;
    for (let at = 0; at < piece.length; at += 1) {
      if (!this.#beginsAnother(piece[at] as number)) continue;
      parts.push(piece.subarray(start, at), newline);
      start = at;
    }
    return parts.length === 0 ? piece : Buffer.concat([...parts, piece.subarray(start)]);
  }

  #beginsAnother(byte: number): boolean {
    if (byte === lf) {
      this.#depth = 0;
      this.#inText = false;
      this.#escaped = false;
      this.#ended = false;
    } else if (this.#inText) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === backslash) this.#escaped = true;
      else if (byte === quote) this.#inText = false;
    } else if (byte > space) {
      const begins = byte === open && this.#ended;
      this.#inText = byte === quote;
      if (byte === open) this.#depth += 1;
      if (byte === close) this.#depth -= 1;
      this.#ended = byte === close && this.#depth === 0;
      return begins;
    }
    return false;
  }
}
