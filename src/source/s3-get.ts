import type { Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { S3Ref } from '../model/object.ts';
import { IdleReadError } from './idle.ts';
import type { Headers } from './object-properties.ts';
import { forgive, learn } from './s3-get-lean.ts';
import type { SignedRequest } from './s3-get-route.ts';

/** What is read of an answer of S3's to a GET, whoever asked. */
export interface S3Answer {
  /** With its quotes. */
  readonly etag?: string;
  /** `null` is S3's name for the version of an object written before versioning was on. */
  readonly versionId?: string;
  /** Bytes of this body; absent when the answer is chunked. */
  readonly length?: number;
  /** `bytes 100-199/200` */
  readonly range?: string;
  /** All of them, as they came. */
  readonly headers: Headers;
  readonly body: Readable;
}

/** A part of one version of the object, or all of it. */
export interface S3Part {
  readonly from: number;
  /** With its quotes. */
  readonly ifMatch?: string;
}

/**
 * Asks for an object, or for a part of it, through the SDK; what it throws is what the SDK threw. Waits for the answer
 * no longer than for any byte of it: a server may take a request and never say a word. Rejects with `IdleReadError` then.
 */
export async function sdkGet(
  client: S3Client,
  ref: S3Ref,
  idleTimeout: number,
  signal: AbortSignal,
  part?: S3Part,
): Promise<S3Answer> {
  const command = new GetObjectCommand({
    Bucket: ref.bucket,
    Key: ref.key,
    ...(ref.versionId && { VersionId: ref.versionId }),
    // From 0 on it is all of it, and a range of an empty object is refused (416).
    ...(part?.from && { Range: `bytes=${part.from}-` }),
    ...(part?.ifMatch && { IfMatch: part.ifMatch }),
  });
  const seen = watch(command);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), idleTimeout);
  try {
    const abortSignal = AbortSignal.any([signal, silence.signal]);
    const answer = await client.send(command, { abortSignal });
    if (!part && seen.request) learn(client, ref, seen.request);
    return answerOf(answer, seen.headers);
  } catch (error) {
    if (!part) forgive(client, ref);
    throw silence.signal.aborted ? new IdleReadError(idleTimeout) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** What went over the wire for a command. */
interface Seen {
  request?: SignedRequest;
  headers: Headers;
}

/** What the SDK is to read of the head of a success. */
const readBySdk = /^(etag|content-length|content-range|x-amz-version-id)$/;

/**
 * Fills in the last request that the SDK sent for the command and the headers of its answer. It is given only those that
 * are asked of it: one date that is none (Last-Modified, of another server than Amazon's) and it throws the object away.
 */
function watch(command: GetObjectCommand): Seen {
  const seen: Seen = { headers: {} };
  command.middlewareStack.add(
    (next) => async (args) => {
      seen.request = args.request as SignedRequest;
      const result = await next(args);
      const response = result.response as { statusCode: number; headers: Record<string, string> };
      seen.headers = response.headers;
      if (response.statusCode < 300) {
        const entries = Object.entries(response.headers);
        response.headers = Object.fromEntries(entries.filter(([name]) => readBySdk.test(name)));
      }
      return result;
    },
    // Behind the signature, and in front of what makes an object of the answer.
    { step: 'deserialize', priority: 'low', name: 'logflowWatch' },
  );
  return seen;
}

function answerOf(
  { ETag, VersionId, ContentLength, ContentRange, Body }: GetObjectCommandOutput,
  headers: Headers,
): S3Answer {
  return {
    headers,
    ...(ETag !== undefined && { etag: ETag }),
    ...(VersionId !== undefined && { versionId: VersionId }),
    ...(ContentLength !== undefined && { length: ContentLength }),
    ...(ContentRange !== undefined && { range: ContentRange }),
    // In Node the SDK's body is a Readable; its type also covers browsers.
    body: Body as Readable,
  };
}
