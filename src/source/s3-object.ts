import type { Clock } from '../model/control.ts';
import { LogflowError } from '../model/errors.ts';
import type { ObjectIdentity, ObjectRef, OpenResult, S3Ref, StoredVersion } from '../model/object.ts';
import { askHome, type Clients, homeClient } from './bucket-region.ts';
import type { Compression } from './compression.ts';
import { decompress } from './decompress.ts';
import { readWithin } from './idle.ts';
import { judgeRead } from './object-error.ts';
import { type Headers, type ObjectPropertyName, propertiesOfAnswer } from './object-properties.ts';
import { type S3Answer, sdkGet } from './s3-get.ts';
import { leanGet } from './s3-get-lean.ts';

export interface S3OpenDeps {
  readonly s3: Clients;
  readonly clock: Clock;
  /** ms that a pending read may stay silent (R13). */
  readonly idleTimeout: number;
  /** What documents shall say about their object. */
  readonly objectProperties: readonly ObjectPropertyName[];
  /** Told of compressed bytes of an object as they arrive. */
  readonly fetched: (bytes: number, ref: ObjectRef) => void;
  /** Told what S3 says about an object that is there. */
  readonly answered?: (headers: Headers) => void;
  /** Told what the first bytes say it is packed with. */
  readonly recognised?: (compression: Compression) => void;
}

/** Opens an object as a stream of decompressed bytes. The socket is closed when the reader returns early. */
export async function openS3(ref: S3Ref, deps: S3OpenDeps, signal: AbortSignal): Promise<OpenResult> {
  const first = await firstAnswer(ref, deps, signal);
  if ('problem' in first) return first;
  deps.answered?.(first.headers);
  const stored = storedVersion(first);
  const version = stored.versionId ?? first.etag?.replaceAll('"', '') ?? '';
  const identity: ObjectIdentity = { bucket: ref.bucket, key: ref.key, version };
  const properties = propertiesOfAnswer(first.headers, deps.objectProperties);
  const bytes = decompress(body(ref, first, deps, signal), deps.recognised);
  return { kind: 'opened', object: { identity, stored, bytes, ...(properties && { properties }) } };
}

function storedVersion(answer: S3Answer): StoredVersion {
  const { etag, versionId, headers } = answer;
  const size = totalOf(answer);
  const kms = String(headers['x-amz-server-side-encryption']).startsWith('aws:kms');
  return {
    ...(etag !== undefined && { etag }),
    ...(versionId && versionId !== 'null' && { versionId }),
    ...(size !== undefined && { size }),
    ...(kms && { kms }),
  };
}

async function firstAnswer(
  ref: S3Ref,
  { s3, clock, idleTimeout }: S3OpenDeps,
  signal: AbortSignal,
): Promise<S3Answer | Exclude<OpenResult, { kind: 'opened' }>> {
  const lean = await leanGet(homeClient(s3, ref), ref, idleTimeout, signal);
  if (lean) return lean;
  for (let failures = 1; ; failures++) {
    try {
      return await askHome(s3, ref, (client) => sdkGet(client, ref, idleTimeout, signal));
    } catch (error) {
      signal.throwIfAborted();
      const verdict = judgeRead(error, ref, { failures, resuming: false });
      if (verdict.kind === 'over') return verdict.result;
      await clock.sleep(Math.random() * verdict.ms, signal);
    }
  }
}

/** The object's bytes as stored; a connection that breaks is resumed where it broke, of the same version only (R8). */
async function* body(
  ref: S3Ref,
  first: S3Answer,
  deps: S3OpenDeps,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  // Unknown when the answer is chunked: then a clean end is the end, and HTTP tells it from a broken one.
  let total = totalOf(first) || sizeNamed(ref, first);
  let position = 0;
  let fruitless = 0;
  let answer: S3Answer | undefined = first;
  for (;;) {
    const from = position;
    try {
      if (!answer) {
        answer = await resume(ref, first, position, deps, signal);
        total ??= totalOf(answer);
      }
      // An empty body is read, too: an answer that nobody reads keeps its socket.
      for await (const chunk of readWithin(answer.body, deps.idleTimeout)) {
        position += chunk.length;
        if (position - from >= worthwhile(total)) fruitless = 0;
        deps.fetched(chunk.length, ref);
        yield chunk;
      }
      if (total === undefined || position >= total) return;
      throw new ShortBodyError(position, total);
    } catch (error) {
      signal.throwIfAborted();
      if (position === (total ?? sizeToldBy(error))) return;
      fruitless += 1;
      const verdict = judgeRead(error, ref, { failures: fruitless, resuming: true });
      if (verdict.kind === 'over') throw new LogflowError(verdict.result.problem, { cause: error });
      await deps.clock.sleep(Math.random() * verdict.ms, signal);
    }
    answer = undefined;
  }
}

async function resume(
  ref: S3Ref,
  { etag }: S3Answer,
  position: number,
  { s3, idleTimeout }: S3OpenDeps,
  signal: AbortSignal,
): Promise<S3Answer> {
  const part = { from: position, ...(etag && { ifMatch: etag }) };
  const answer = await askHome(s3, ref, (client) => sdkGet(client, ref, idleTimeout, signal, part));
  if (position > 0 && !answer.range?.startsWith(`bytes ${position}-`)) {
    answer.body.destroy();
    throw new RangeIgnoredError(position);
  }
  return answer;
}

/** Bytes that a connection has to bring to be no failure: one that breaks after each byte would be resumed without end. */
function worthwhile(total = Number.POSITIVE_INFINITY): number {
  return Math.min(64 * 1024, Math.ceil(total / 100));
}

function totalOf({ range = '', length }: S3Answer): number | undefined {
  const match = /\/(\d+)$/.exec(range);
  return match ? Number(match[1]) : length;
}

/**
 * What the event says of the version that was answered, or may have been. Whatever stands between us and S3 can answer
 * with nothing (204), or with what came until a connection ended: that is not the object.
 */
function sizeNamed({ etag, size }: S3Ref, answer: S3Answer): number | undefined {
  const another = answer.etag !== undefined && answer.etag !== `"${etag}"`;
  return (!another && size) || totalOf(answer);
}

/** 416, `InvalidRange`: there is nothing behind the end. S3 says how long the object is. */
function sizeToldBy(error: unknown): number | undefined {
  const { ActualObjectSize: size } = error as { readonly ActualObjectSize?: unknown };
  return typeof size === 'string' ? Number(size) : undefined;
}

class ShortBodyError extends Error {
  constructor(position: number, total: number) {
    super(`the body ended after ${position} of ${total} bytes`);
    this.name = 'ShortBodyError';
  }
}

class RangeIgnoredError extends Error {
  constructor(position: number) {
    super(`asked for a range from byte ${position} on, the server sent something else`);
    this.name = 'RangeIgnoredError';
  }
}
