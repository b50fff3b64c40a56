import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { rejectsSuffix } from '../model/rejects.ts';
import { readAwsError } from '../source/aws-error.ts';
import { readEntries } from './read-entries.ts';
import type { RejectsContent, RejectsStore } from './store.ts';
import { worded, wordedEach } from './store-error.ts';

/** Up to so many bytes a body is one buffer, which the SDK can send again when S3 is busy; a stream it cannot. */
const inOnePiece = 8 * 2 ** 20;

/** Bytes in a second of a connection that is very slow. */
const slowest = 100_000;

/**
 * One object for each, `PREFIX/HASH.rejects.ndjson.gz`. `close` closes the client. What is written, and each page of a
 * listing, has `patience` ms, and longer for what is large: an answer may stop in the middle, and an object is held meanwhile.
 */
export function createS3Store(s3: S3Client, bucket: string, prefix: string, patience = 60_000): RejectsStore {
  const place = `s3://${bucket}/${prefix}`;
  const at = (name: string) => ({ Bucket: bucket, Key: `${prefix}/${name}` });
  const page = (options: object) =>
    within(patience, (abortSignal) =>
      s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `${prefix}/`, ...options }), {
        abortSignal,
      }),
    );

  async function* names(): AsyncGenerator<string> {
    let ContinuationToken: string | undefined;
    do {
      const answer = await page({ ContinuationToken });
      for (const { Key = '' } of answer.Contents ?? []) {
        const name = Key.slice(prefix.length + 1);
        if (name.endsWith(rejectsSuffix) && !name.includes('/')) yield name;
      }
      ContinuationToken = answer.NextContinuationToken;
    } while (ContinuationToken);
  }

  async function* bytesOf(name: string): AsyncGenerator<Uint8Array> {
    const { Body } = await s3.send(new GetObjectCommand(at(name)));
    yield* Body as Readable;
  }

  const put = (name: string, content: RejectsContent) =>
    worded('write', place, async () => {
      const body = { Body: await bodyOf(content), ContentLength: content.bytes };
      const command = new PutObjectCommand({ ...at(name), ...body, ContentType: 'application/gzip' });
      const time = patience + (content.bytes / slowest) * 1000;
      await within(time, (abortSignal) => s3.send(command, { abortSignal }));
    });

  return {
    place,
    prepare: () =>
      worded('write', place, async () => {
        try {
          await page({ MaxKeys: 1 });
        } catch (error) {
          // A consumer need not be allowed to list: writing is what it must be able to do.
          if (readAwsError(error).status !== 403) throw error;
        }
      }),
    put,
    names: () => wordedEach(place, names()),
    read: (name) => readEntries(wordedEach(place, bytesOf(name)), `${place}/${name}`),
    replace: (name, content) =>
      content
        ? put(name, content)
        : worded('write', place, async () => {
            const command = new DeleteObjectCommand(at(name));
            await within(patience, (abortSignal) => s3.send(command, { abortSignal }));
          }),
    close: async () => s3.destroy(),
  };
}

async function within<T>(ms: number, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(Math.ceil(ms));
  try {
    return await send(late);
  } catch (error) {
    if (!late.aborted) throw error;
    const told = new Error(`no answer within ${Math.round(ms / 1000)} s`, { cause: error });
    throw Object.assign(told, { name: 'TimeoutError' });
  }
}

async function bodyOf(content: RejectsContent): Promise<Buffer | Readable> {
  if (content.bytes > inOnePiece) return Readable.from(content.read());
  const pieces: Buffer[] = [];
  for await (const piece of content.read()) pieces.push(piece);
  return Buffer.concat(pieces);
}
