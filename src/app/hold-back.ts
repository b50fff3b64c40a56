import type { Writable } from 'node:stream';

/** Pieces that are kept, the latest ones: enough to see what it was about. */
const kept = 100;

/**
 * Whatever is written to the stream waits until the answer is called, or the process ends: a screen stands where it would go. For those who
 * write to the process's own stderr without asking.
 */
export function holdBack(stream: Writable): () => void {
  const pieces: (string | Uint8Array)[] = [];
  const { write } = stream;
  stream.write = ((piece: string | Uint8Array, ...rest: unknown[]) => {
    pieces.push(piece);
    if (pieces.length > kept) pieces.shift();
    const done = rest.find((one) => typeof one === 'function');
    if (done) process.nextTick(done as () => void);
    return true;
  }) as typeof stream.write;
  const tellRest = () => {
    process.off('exit', tellRest);
    stream.write = write;
    for (const piece of pieces.splice(0)) stream.write(piece);
  };
  process.once('exit', tellRest);
  return tellRest;
}
