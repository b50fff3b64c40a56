/** Text in words of eight bytes, to be copied like the constants; for what is not known when code is generated. */
export interface Words {
  /** The last one ends in zeros. */
  readonly words: Float64Array;
  /** The same bytes. */
  readonly octets: Uint8Array;
  /** Length of the text in bytes. */
  readonly bytes: number;
}

export function toWords(text: string): Words {
  const bytes = Buffer.from(text);
  const words = new Float64Array(Math.ceil(bytes.length / 8));
  const octets = new Uint8Array(words.buffer);
  octets.set(bytes);
  return { words, octets, bytes: bytes.length };
}

/** Copies whole words, `bytes` of them that count; up to seven zeros may be written behind. */
export function copyWords(out: DataView, at: number, words: Float64Array, from: number, bytes: number): void {
  for (
    let i = from, target = at, end = (at + bytes) | 0;
    target < end;
    i = (i + 1) | 0, target = (target + 8) | 0
  ) {
    out.setFloat64(target, words[i] as number, true);
  }
}

/** Copies the bytes of the text and nothing behind them. */
export function copyExactly(out: DataView, at: number, { words, octets, bytes }: Words): void {
  const whole = bytes & ~7;
  for (let i = 0; i < whole; i += 8) out.setFloat64(at + i, words[i >> 3] as number, true);
  for (let i = whole; i < bytes; i += 1) out.setUint8(at + i, octets[i] as number);
}
