import type { Pipeline } from './route.ts';

/** As much of a file as is looked at: a first line, as a rule. */
const headBytes = 4096;

export interface Recognised {
  /** Undefined: nobody knows it. */
  readonly pipeline: Pipeline | undefined;
  /** All of them, those that were looked at included. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The pipeline for an object whose name does not decide, by what it begins with. `bytes`: decompressed. */
export async function recognise(pipeline: Pipeline, bytes: AsyncIterable<Uint8Array>): Promise<Recognised> {
  if (!pipeline.forHead) return { pipeline, bytes };
  const iterator = bytes[Symbol.asyncIterator]();
  const pieces: Uint8Array[] = [];
  let head = '';
  while (head.length < headBytes && !/\S.*\n/.test(head)) {
    const next = await iterator.next();
    if (next.done) break;
    // Whoever reads on may write over what was read, or free it. `slice` of a Buffer would be no copy.
    pieces.push(Uint8Array.from(next.value));
    head += Buffer.from(next.value.subarray(0, headBytes)).toString('latin1');
  }
  const known = pipeline.forHead(head.trimStart());
  if (!known) await iterator.return?.();
  return { pipeline: known, bytes: together(pieces, iterator) };
}

/** No generator, as one that was never begun cannot be closed. */
function together(pieces: Uint8Array[], rest: AsyncIterator<Uint8Array>): AsyncIterableIterator<Uint8Array> {
  return {
    async next() {
      const value = pieces.shift();
      return value ? { value, done: false } : await rest.next();
    },
    async return() {
      await rest.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
