import { aftermathOf } from '../failures/aftermath.ts';
import { decideS3 } from '../failures/decide.ts';
import type { S3Context } from '../failures/s3-rows.ts';
import { LogflowError, never, type Problem, plainProblem } from '../model/errors.ts';
import { type OpenResult, type S3Ref, uriOf } from '../model/object.ts';
import { problemOfRow, readAwsError } from './aws-error.ts';

/** What is done about an error of S3. */
export type Verdict =
  /** The same again, after at most so many ms. */
  | { readonly kind: 'again'; readonly ms: number }
  /** It is over: with this, in place of the object. */
  | { readonly kind: 'over'; readonly result: Exclude<OpenResult, { kind: 'opened' }> };

/** Asks the failure table; whatever redirect there was, was followed (`bucket-region.ts`). */
export function judgeRead(
  error: unknown,
  ref: S3Ref,
  context: Pick<S3Context, 'failures' | 'resuming'>,
): Verdict {
  // Ours already, and worded: of whoever gets the credentials.
  if (error instanceof LogflowError) {
    return over(aftermathOf(error) === 'release' ? 'failed' : 'unreadable', plainProblem(error));
  }
  const aws = readAwsError(error);
  const { row, action } = decideS3(aws, { ...context, redirected: true });
  const problem = problemOfRow(row, aws, uriOf(ref), ref.bucket);
  switch (action.kind) {
    case 'retry':
      if (action.how === 'here') return { kind: 'again', ms: action.ms };
      return over('failed', problem);
    case 'settle':
      return over('missing', problem);
    case 'quarantine':
      return over('unreadable', problem);
    case 'release':
    case 'stop':
      return over('failed', problem);
    default:
      return never(action);
  }
}

function over(kind: 'missing' | 'unreadable' | 'failed', problem: Problem): Verdict {
  return { kind: 'over', result: { kind, problem } };
}
