import type { Readable, Writable } from 'node:stream';
import type { Stops } from './stops.ts';

/** The process, as an argument. */
export interface Io {
  readonly stdin: Readable;
  readonly stdout: Writable;
  /** Everything for people while a run goes on. */
  readonly stderr: Writable;
  readonly stops: Stops;
}
