import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { mayPass } from '../../failures/decide.ts';
import type { Clock } from '../../model/control.ts';
import { readAwsError } from '../aws-error.ts';
import { readWithin } from '../idle.ts';
import { type ListingAnswer, NoListing, readAnswer } from './answer.ts';
import { decodeListed } from './decode.ts';
import { brokenListing, listingError } from './error.ts';

/** An object as a listing has it. */
export interface ListedObject {
  readonly bucket: string;
  /** Decoded, opaque. */
  readonly key: string;
  /** Bytes as stored. */
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** ms since the epoch; 0 where nobody said. */
  readonly lastModified: number;
}

export interface Page {
  readonly objects: readonly ListedObject[];
  /** Prefixes that end at the next slash; only where a page of folders was asked for. */
  readonly folders: readonly string[];
  /** What the next page is asked for with; undefined on the last one. */
  readonly next?: string;
}

export interface PageRequest {
  readonly bucket: string;
  readonly prefix: string;
  /** Keys below the next slash are told as folders, each once. */
  readonly folders?: boolean;
  readonly token?: string | undefined;
}

/** Rejects with `LogflowError`; with the signal's reason when it aborts. */
export type FetchPage = (request: PageRequest, signal: AbortSignal) => Promise<Page>;

export interface FetchDeps {
  readonly s3: (bucket: string) => S3Client;
  readonly clock: Clock;
  /** ms that a pending read may stay silent (R13). */
  readonly idleTimeout: number;
}

/** Tries of one page, each of which the SDK makes of three. */
const tries = 5;

/** Asks S3, and again a little later when the trouble may pass: a listing of a million keys is a thousand requests. */
export function pageFetcher(deps: FetchDeps): FetchPage {
  return async (request, signal) => {
    for (let n = 1; ; n++) {
      try {
        return readPage(readAnswer(await ask(deps, request, signal)), request);
      } catch (error) {
        signal.throwIfAborted();
        if (n >= tries || !(error instanceof NoListing || mayPass(readAwsError(error))))
          throw listingError(error, request.bucket, request.prefix);
        await deps.clock.sleep(Math.random() * Math.min(10_000, 250 * 2 ** n), signal);
      }
    }
  };
}

/** The XML of the answer. All else is the SDK's: signature, redirects to the bucket's region, what errors mean. */
async function ask(
  { s3, idleTimeout }: FetchDeps,
  { bucket, prefix, folders, token }: PageRequest,
  signal: AbortSignal,
): Promise<Buffer> {
  const command = new ListObjectsV2Command({
    Bucket: bucket,
    Prefix: prefix,
    // Without it a key with a control character makes the answer no XML.
    EncodingType: 'url',
    ...(folders && { Delimiter: '/' }),
    ...(token !== undefined && { ContinuationToken: token }),
  });
  let xml = Buffer.alloc(0);
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { statusCode: number; body: Readable | Uint8Array };
      if (response.statusCode === 200) {
        xml = await buffer(readWithin(response.body as Readable, idleTimeout));
        // The SDK is left nothing to read.
        response.body = Buffer.from('<ListBucketResult/>');
      }
      return result;
    },
    // Before the SDK reads it.
    { step: 'deserialize', priority: 'low', name: 'logflowListing' },
  );
  await s3(bucket).send(command, { abortSignal: signal });
  return xml;
}

/** The answer as it is meant; throws when going on with it would leave something out, or bring what was not asked for. */
export function readPage(answer: ListingAnswer, { bucket, prefix, token }: PageRequest): Page {
  const { encoding, truncated, next } = answer;
  const decoded = (name: string) => {
    const key = decodeListed(name, encoding);
    if (key === undefined) throw brokenListing(bucket, prefix, `${JSON.stringify(name)} is not URL-encoded`);
    if (!key.startsWith(prefix)) throw brokenListing(bucket, prefix, `it lists ${JSON.stringify(key)}`);
    return key;
  };
  if (truncated && (!next || next === token)) {
    throw brokenListing(bucket, prefix, 'there is more, and it does not say how to go on');
  }
  return {
    objects: answer.objects.map(({ name, ...rest }) => ({ bucket, key: decoded(name), ...rest })),
    folders: answer.folders.map(decoded),
    ...(truncated && next && { next }),
  };
}
