import type { LineBlock } from '../../model/bulk.ts';
import type { RunState } from './run-state.ts';

/**
 * Longer lines are the interpreter's. Runs of lines have at most so many bytes too: what a line can need of the output is
 * known before it is read, and its end is looked for only once a run.
 */
export const maxRunBytes = 16 * 1024;
/** The generated function reads whole words, and so some bytes past the end. */
const readAhead = 64;
const lf = 10;

/** A generated function: reads and writes all lines of the state's input. */
export type Run = (state: RunState) => void;

/** The last line of a block, with room to read ahead. Used and done with inside one call. */
const tail = new Uint8Array(maxRunBytes + readAhead);
const tailView = new DataView(tail.buffer);

/** Has a block's lines done, in their order. */
export function runLines(state: RunState, run: Run, block: LineBlock): void {
  const bytes = new Uint8Array(block.bytes.buffer, block.bytes.byteOffset, block.bytes.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const safe = bytes.length - readAhead;
  let from = 0;
  state.hasRows = block.rows !== undefined;
  state.row = block.offset - 1;
  while (from < bytes.length) {
    state.bytes = bytes;
    state.view = view;
    state.base = block.offset;
    state.missing = 0;
    const bound = Math.min(from + maxRunBytes, safe);
    const to = bound > from && !state.hasTurned ? bytes.lastIndexOf(lf, bound - 1) + 1 : 0;
    if (to > from) {
      state.from = from;
      state.to = to;
      run(state);
      from = state.hasTurned ? state.turnedAt : to;
      continue;
    }
    const found = bytes.indexOf(lf, from);
    const next = found === -1 ? bytes.length : found + 1;
    if (next - from >= maxRunBytes || state.hasTurned) {
      state.row += 1;
      state.slow(from);
    } else runTail(state, run, bytes.subarray(from, next), block.offset + from);
    from = next;
  }
  // A block may be transferred or forgotten when its chunk is done.
  state.bytes = tail;
  state.view = tailView;
}

function runTail(state: RunState, run: Run, line: Uint8Array, offset: number): void {
  tail.set(line);
  state.missing = line[line.length - 1] === lf ? 0 : 1;
  if (state.missing === 1) tail[line.length] = lf;
  state.bytes = tail;
  state.view = tailView;
  state.base = offset;
  state.from = 0;
  state.to = line.length + state.missing;
  run(state);
}
