import type { LineBlock } from '../model/bulk.ts';

/** One line of a block, as views of its bytes. */
export interface Line {
  /** Without LF, and without one CR at its end (R1). */
  readonly content: Uint8Array;
  /** With its line end, where it has one. */
  readonly raw: Uint8Array;
  /** Byte offset in the decompressed object, or the number of its row. */
  readonly offset: number;
}

const lf = 10;
const cr = 13;

/** All lines of a block, blank ones too. */
export function* linesOf(block: LineBlock): Generator<Line> {
  const { bytes } = block;
  let start = 0;
  let row = block.offset;
  while (start < bytes.length) {
    const found = bytes.indexOf(lf, start);
    const end = found === -1 ? bytes.length : found;
    const next = found === -1 ? bytes.length : found + 1;
    const contentEnd = end > start && bytes[end - 1] === cr ? end - 1 : end;
    yield {
      content: bytes.subarray(start, contentEnd),
      raw: bytes.subarray(start, next),
      offset: block.rows === undefined ? block.offset + start : row++,
    };
    start = next;
  }
}

/** The first line that is not blank, for `readHeader`. Undefined: look into the next block. */
export function firstLine(block: LineBlock): Uint8Array | undefined {
  for (const line of linesOf(block)) if (line.content.length > 0) return line.content;
  return undefined;
}
