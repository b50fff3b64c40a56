import { PassThrough, Readable } from 'node:stream';
import type { Surroundings } from '../io.ts';
import { LineStream } from '../line-stream.ts';

/** A process of somebody else's: its streams and signals are not ours. `say` hears what people would be told on stderr. */
export function embedded(say: (line: string) => void, stop: AbortSignal): Surroundings {
  return {
    stdin: Readable.from([]),
    stdout: new PassThrough(),
    stderr: new LineStream(say),
    stops: { stop },
  };
}
