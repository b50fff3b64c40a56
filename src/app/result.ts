import type { Problem } from '../model/errors.ts';

/** What a command has to tell. */
export interface Result {
  readonly ok: boolean;
  /** The last line on stdout under `--json`. */
  readonly json: object;
  /** The same for people. */
  readonly text: string;
  /** What ended it before its time. */
  readonly error?: Problem;
}
