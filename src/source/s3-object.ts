import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '../model/control.ts';
import { LogflowError } from '../model/errors.ts';
import { type ObjectIdentity, type OpenResult, type S3Ref, uriOf } from '../model/object.ts';
import { isTransient, readAwsError } from './aws-error.ts';
import { decompress } from './decompress.ts';
import { readWithin } from './idle.ts';
import { objectProblem } from './object-error.ts';

export interface S3OpenDeps {
  /** The client for a region; without one, the run's own region. */
  readonly s3: (region?: string) => S3Client;
  readonly clock: Clock;
  /** ms that a pending read may stay silent (R13). */
  readonly idleTimeout: number;
  /** Told of compressed bytes as they arrive. */
  readonly fetched: (bytes: number) => void;
}

/** Tries in a row that bring no byte, after which an object has failed. */
const tries = 6;

/** Opens an object as a stream of decompressed bytes. The socket is closed when the reader returns early. */
export async function openS3(ref: S3Ref, deps: S3OpenDeps, signal: AbortSignal): Promise<OpenResult> {
  let first: GetObjectCommandOutput;
  try {
    first = await patiently(() => get(ref, deps, signal, {}), deps.clock, signal);
  } catch (error) {
    signal.throwIfAborted();
    return objectProblem(error, ref);
  }
  const etag = first.ETag?.replaceAll('"', '') ?? '';
  const version = first.VersionId && first.VersionId !== 'null' ? first.VersionId : etag;
  const identity: ObjectIdentity = { bucket: ref.bucket, key: ref.key, version };
  const bytes = decompress(body(ref, first, deps, signal));
  return { kind: 'opened', object: { identity, bytes } };
}

/** The object's bytes as stored; a connection that breaks is resumed where it broke, of the same version only (R8). */
async function* body(
  ref: S3Ref,
  first: GetObjectCommandOutput,
  deps: S3OpenDeps,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const total = first.ContentLength ?? 0;
  let position = 0;
  let fruitless = 0;
  let answer: GetObjectCommandOutput | undefined = first;
  while (position < total) {
    try {
      answer ??= await get(ref, deps, signal, {
        Range: `bytes=${position}-`,
        ...(first.ETag && { IfMatch: first.ETag }),
      });
      for await (const chunk of readWithin(chunks(answer), deps.idleTimeout)) {
        position += chunk.length;
        fruitless = 0;
        deps.fetched(chunk.length);
        yield chunk;
      }
      if (position < total) throw new ShortBody(position, total);
    } catch (error) {
      signal.throwIfAborted();
      if (readAwsError(error).status === 412) throw changedWhileRead(ref, error);
      fruitless += 1;
      const again = error instanceof ShortBody || isBrokenRead(error);
      if (!again || fruitless >= tries) throw error;
      await deps.clock.sleep(delay(fruitless), signal);
    }
    answer = undefined;
  }
}

function get(
  ref: S3Ref,
  deps: S3OpenDeps,
  signal: AbortSignal,
  range: { Range?: string; IfMatch?: string },
): Promise<GetObjectCommandOutput> {
  const command = new GetObjectCommand({
    Bucket: ref.bucket,
    Key: ref.key,
    ...(ref.versionId && { VersionId: ref.versionId }),
    ...range,
  });
  return deps.s3(ref.region).send(command, { abortSignal: signal });
}

function chunks(answer: GetObjectCommandOutput): AsyncIterable<Uint8Array> {
  // In Node the SDK's body is a Readable; its type also covers browsers.
  return answer.Body as unknown as AsyncIterable<Uint8Array>;
}

async function patiently<T>(work: () => Promise<T>, clock: Clock, signal: AbortSignal): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || n >= tries || !isTransient(error)) throw error;
      await clock.sleep(delay(n), signal);
    }
  }
}

function delay(n: number): number {
  return Math.random() * Math.min(10_000, 200 * 2 ** n);
}

/** Node's "aborted"/"premature close" of a response have codes of their own; a stall is ours. */
function isBrokenRead(error: unknown): boolean {
  return isTransient(error) || readAwsError(error).name === 'IdleReadError';
}

class ShortBody extends Error {
  constructor(position: number, total: number) {
    super(`the body ended after ${position} of ${total} bytes`);
  }
}

function changedWhileRead(ref: S3Ref, cause: unknown): LogflowError {
  return new LogflowError(
    {
      code: 'LF_OBJECT_CHANGED',
      message: `${uriOf(ref)} was overwritten while it was read`,
      hint: 'it is read again from the start',
    },
    { cause },
  );
}
