import type { Writable } from 'node:stream';
import { bytes, plural, seconds } from '../../model/format.ts';

/** How far the reading of one object is, in bytes. */
interface ReadingState {
  /** As stored. */
  readonly fetched: number;
  /** Of the object as stored, where that is known. */
  readonly size: number | undefined;
  readonly unpacked: number;
  readonly lines: number;
}

/** ms between two lines. */
const interval = 3_000;

/** Prints how far it is every few seconds; small objects are done before the first. Returns how to end it. */
export function showReading(stream: Writable, state: () => ReadingState): () => void {
  const startedAt = performance.now();
  const timer = setInterval(() => {
    stream.write(`${readingLine(state(), (performance.now() - startedAt) / 1000)}\n`);
  }, interval).unref();
  return () => clearInterval(timer);
}

/** `12 s  1.2 GiB of 5.0 GiB read (24%), 4.0 GiB unpacked, 9,000,000 lines; Ctrl-C tells what is known by then` */
export function readingLine({ fetched, size, unpacked, lines }: ReadingState, elapsed: number): string {
  const of = size ? ` of ${bytes(size)}` : '';
  const share = size ? ` (${Math.floor((100 * Math.min(fetched, size)) / size)}%)` : '';
  const read = `${bytes(fetched)}${of} read${share}, ${bytes(unpacked)} unpacked, ${plural(lines, 'line')}`;
  return `${seconds(elapsed)}  ${read}; Ctrl-C tells what is known by then`;
}
