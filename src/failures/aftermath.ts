import type { Problem } from '../model/errors.ts';
import type { Aftermath } from '../model/failure.ts';

const notItsFault = /^LF_(AWS_|THREAD_|BUG$)/;

/** What becomes of the message of an object that ended with this problem. */
export function aftermathOf({ code }: Pick<Problem, 'code'>): Aftermath {
  return notItsFault.test(code) ? 'release' : 'quarantine';
}
