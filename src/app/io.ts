import type { Readable, Writable } from 'node:stream';
import type { Log } from './log.ts';
import type { Stops } from './stops.ts';

/** How a run is shown while it goes on: a screen with keys, a line every few seconds, a JSON line every few seconds. */
export type View = 'live' | 'plain' | 'json';

/** The process, as an argument. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** Everything for people while a run goes on. */
  readonly stderr: Writable;
  /** Where lines for machines go: stdout, or stderr when the documents take stdout (R11). */
  readonly machine: Writable;
  readonly view: View;
  readonly log: Log;
  readonly stops: Stops;
}

/** What opening and running an engine needs of it: no screen, no keys. */
export type Surroundings = Pick<Io, 'stdin' | 'stdout' | 'stderr'> & {
  readonly stops: Pick<Stops, 'stop'>;
};
