import { ListObjectsV2Command, type ListObjectsV2CommandOutput, type S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '../../model/control.ts';
import { isTransient, readAwsError } from '../aws-error.ts';
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
  /** ms since the epoch */
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

/** Tries of one page, each of which the SDK makes of three. */
const tries = 5;

/** Asks S3, and again a little later when the trouble may pass: a listing of a million keys is a thousand requests. */
export function pageFetcher(s3: (bucket: string) => S3Client, clock: Clock): FetchPage {
  return async (request, signal) => {
    for (let n = 1; ; n++) {
      try {
        return readPage(await ask(s3(request.bucket), request, signal), request);
      } catch (error) {
        signal.throwIfAborted();
        if (n >= tries || !mayPass(error)) throw listingError(error, request.bucket, request.prefix);
        await clock.sleep(Math.random() * Math.min(10_000, 250 * 2 ** n), signal);
      }
    }
  };
}

function ask(client: S3Client, { bucket, prefix, folders, token }: PageRequest, signal: AbortSignal) {
  const command = new ListObjectsV2Command({
    Bucket: bucket,
    Prefix: prefix,
    // Without it a key with a control character makes the answer no XML.
    EncodingType: 'url',
    ...(folders && { Delimiter: '/' }),
    ...(token !== undefined && { ContinuationToken: token }),
  });
  return client.send(command, { abortSignal: signal });
}

/** A 200 whose body was cut short is told as an error of that status. */
function mayPass(error: unknown): boolean {
  return isTransient(error) || readAwsError(error).status === 200;
}

/** The answer as it is meant; throws when going on with it would leave something out. */
export function readPage(
  answer: Pick<
    ListObjectsV2CommandOutput,
    'Contents' | 'CommonPrefixes' | 'EncodingType' | 'IsTruncated' | 'NextContinuationToken'
  >,
  { bucket, prefix, token }: PageRequest,
): Page {
  const { EncodingType, IsTruncated, NextContinuationToken: next } = answer;
  const decoded = (text = '') => {
    const name = decodeListed(text, EncodingType);
    if (name === undefined) throw brokenListing(bucket, prefix, `${JSON.stringify(text)} is not URL-encoded`);
    // A server that ignores the prefix would have us read somebody else's objects.
    if (!name.startsWith(prefix)) throw brokenListing(bucket, prefix, `it lists ${JSON.stringify(name)}`);
    return name;
  };
  if (IsTruncated && (!next || next === token)) {
    throw brokenListing(bucket, prefix, 'there is more, and it does not say how to go on');
  }
  return {
    objects: (answer.Contents ?? []).map(({ Key, Size, ETag, LastModified }) => ({
      bucket,
      key: decoded(Key),
      size: Size ?? 0,
      etag: (ETag ?? '').replaceAll('"', ''),
      lastModified: LastModified?.getTime() ?? 0,
    })),
    folders: (answer.CommonPrefixes ?? []).map(({ Prefix }) => decoded(Prefix)),
    ...(IsTruncated && next && { next }),
  };
}
