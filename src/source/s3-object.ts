import type { S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '../model/control.ts';
import { LogflowError } from '../model/errors.ts';
import { type ObjectIdentity, type ObjectRef, type OpenResult, type S3Ref, uriOf } from '../model/object.ts';
import { isTransient, readAwsError } from './aws-error.ts';
import { decompress } from './decompress.ts';
import { IdleReadError, readWithin } from './idle.ts';
import { objectProblem } from './object-error.ts';
import { type ObjectPropertyName, propertiesOfAnswer } from './object-properties.ts';
import { type S3Answer, sdkGet } from './s3-get.ts';
import { leanGet } from './s3-get-lean.ts';

export interface S3OpenDeps {
  /** The client for a region; without one, the run's own region. */
  readonly s3: (region?: string) => S3Client;
  readonly clock: Clock;
  /** ms that a pending read may stay silent (R13). */
  readonly idleTimeout: number;
  /** What documents shall say about their object. */
  readonly objectProperties: readonly ObjectPropertyName[];
  /** Told of compressed bytes of an object as they arrive. */
  readonly fetched: (bytes: number, ref: ObjectRef) => void;
}

/** Tries in a row that bring no byte, after which an object has failed. */
const tries = 6;

/** Opens an object as a stream of decompressed bytes. The socket is closed when the reader returns early. */
export async function openS3(ref: S3Ref, deps: S3OpenDeps, signal: AbortSignal): Promise<OpenResult> {
  let first: S3Answer;
  try {
    first = await firstAnswer(ref, deps, signal);
  } catch (error) {
    signal.throwIfAborted();
    return objectProblem(error, ref);
  }
  const etag = first.etag?.replaceAll('"', '') ?? '';
  const version = first.versionId && first.versionId !== 'null' ? first.versionId : etag;
  const identity: ObjectIdentity = { bucket: ref.bucket, key: ref.key, version };
  const properties = propertiesOfAnswer(first.headers, deps.objectProperties);
  const bytes = decompress(body(ref, first, deps, signal));
  return { kind: 'opened', object: { identity, bytes, ...(properties && { properties }) } };
}

async function firstAnswer(ref: S3Ref, deps: S3OpenDeps, signal: AbortSignal): Promise<S3Answer> {
  const { clock, idleTimeout } = deps;
  const client = deps.s3(ref.region);
  const lean = await leanGet(client, ref, idleTimeout, signal);
  return lean ?? patiently(() => sdkGet(client, ref, idleTimeout, signal), clock, signal);
}

/** The object's bytes as stored; a connection that breaks is resumed where it broke, of the same version only (R8). */
async function* body(
  ref: S3Ref,
  first: S3Answer,
  deps: S3OpenDeps,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  // Unknown when the answer is chunked: then a clean end is the end, and HTTP tells it from a broken one.
  let total = first.length;
  let position = 0;
  let fruitless = 0;
  let answer: S3Answer | undefined = first;
  for (;;) {
    try {
      if (!answer) {
        answer = await resume(ref, first, position, deps, signal);
        total ??= totalOf(answer);
      }
      // An empty body is read, too: an answer that nobody reads keeps its socket.
      for await (const chunk of readWithin(answer.body, deps.idleTimeout)) {
        position += chunk.length;
        fruitless = 0;
        deps.fetched(chunk.length, ref);
        yield chunk;
      }
      if (total === undefined || position >= total) return;
      throw new ShortBody(position, total);
    } catch (error) {
      signal.throwIfAborted();
      if (position === total) return;
      fruitless += 1;
      const again = error instanceof ShortBody || isBrokenRead(error);
      if (!again || fruitless >= tries) throw readError(error, ref);
      await deps.clock.sleep(delay(fruitless), signal);
    }
    answer = undefined;
  }
}

async function resume(
  ref: S3Ref,
  first: S3Answer,
  position: number,
  deps: S3OpenDeps,
  signal: AbortSignal,
): Promise<S3Answer> {
  const { etag } = first;
  const part = { from: position, ...(etag && { ifMatch: etag }) };
  const answer = await sdkGet(deps.s3(ref.region), ref, deps.idleTimeout, signal, part);
  if (position > 0 && !answer.range?.startsWith(`bytes ${position}-`)) {
    answer.body.destroy();
    throw new LogflowError({
      code: 'LF_OBJECT_READ',
      message: `${uriOf(ref)}: asked for a range from byte ${position} on, the server sent something else`,
      hint: 'The S3 endpoint must honour Range; the message stays in the queue.',
    });
  }
  return answer;
}

function totalOf({ range = '', length }: S3Answer): number | undefined {
  const match = /\/(\d+)$/.exec(range);
  return match ? Number(match[1]) : length;
}

async function patiently<T>(work: () => Promise<T>, clock: Clock, signal: AbortSignal): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || n >= tries || !isBrokenRead(error)) throw error;
      await clock.sleep(delay(n), signal);
    }
  }
}

function delay(n: number): number {
  return Math.random() * Math.min(10_000, 200 * 2 ** n);
}

function isBrokenRead(error: unknown): boolean {
  return isTransient(error) || error instanceof IdleReadError;
}

class ShortBody extends Error {
  constructor(position: number, total: number) {
    super(`the body ended after ${position} of ${total} bytes`);
  }
}

function readError(cause: unknown, ref: S3Ref): LogflowError {
  if (cause instanceof LogflowError) return cause;
  if (readAwsError(cause).status !== 412) {
    return new LogflowError(objectProblem(cause, ref).problem, { cause });
  }
  const changed = {
    code: 'LF_OBJECT_CHANGED',
    message: `${uriOf(ref)} was overwritten while it was read`,
    hint: 'It is read again from the start.',
  };
  return new LogflowError(changed, { cause });
}
