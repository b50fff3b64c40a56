import type { S3Client } from '@aws-sdk/client-s3';
import { type AfterEnd, decideAfter } from '../../failures/after-rows.ts';
import type { AwsRow } from '../../failures/aws-rows.ts';
import type { Clock } from '../../model/control.ts';
import { LogflowError, type Problem, plainProblem } from '../../model/errors.ts';
import type { S3Ref, StoredVersion } from '../../model/object.ts';
import { problemOfRow, readAwsError } from '../aws-error.ts';
import { askHome, type Clients } from '../bucket-region.ts';

/** An object that was read to its end, and which writing of it. */
export interface ReadVersion {
  readonly ref: S3Ref;
  readonly stored: StoredVersion;
  /** `the move of s3://bucket/key`: how messages begin. */
  readonly what: string;
}

/** What is known by now of an action that was not carried out. */
export interface Undone {
  readonly kind: AfterEnd;
  readonly problem: Problem;
}

export type Answered<T> = { readonly kind: 'answered'; readonly answer: T };

export interface AskDeps {
  readonly s3: Clients;
  readonly clock: Clock;
}

/** ms that a request may take from its begin to its end, and one that copies up to 5 GB. */
export const patience = 60_000;
export const copyPatience = 600_000;

/**
 * Asks S3 where the bucket is, again after what may pass, and no longer than `ms` each time. Rejects with the signal's
 * reason when that aborts: whether S3 did what it was asked for is not known then.
 */
export async function ask<T>(
  { s3, clock }: AskDeps,
  place: Pick<S3Ref, 'bucket' | 'region'>,
  what: string,
  send: (client: S3Client, abortSignal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  ms = patience,
): Promise<Answered<T> | Undone> {
  for (let failures = 1; ; failures++) {
    signal.throwIfAborted();
    const late = AbortSignal.timeout(ms);
    try {
      const both = AbortSignal.any([signal, late]);
      return { kind: 'answered', answer: await askHome(s3, place, (client) => send(client, both)) };
    } catch (error) {
      signal.throwIfAborted();
      // Ours already, and worded: of whoever gets the credentials.
      if (error instanceof LogflowError) return { kind: 'failed', problem: plainProblem(error) };
      const aws = readAwsError(late.aborted ? new TimeoutError(ms) : error);
      const { row, wait } = decideAfter(aws, failures);
      if (wait === undefined) return { kind: row.end, problem: problemOfRow(row, aws, what, place.bucket) };
      await clock.sleep(Math.random() * wait, signal);
    }
  }
}

/** What logflow found out itself; `message` is the detail in its words. */
export function found(row: AwsRow, what: string, message = ''): Problem {
  return problemOfRow(row, readAwsError(new Error(message)), what);
}

class TimeoutError extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms / 1000} s`);
    this.name = 'TimeoutError';
  }
}
