import { CopyObjectCommand, HeadObjectCommand, type HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { foundRows } from '../../failures/after-rows.ts';
import { type MoveAction, movedKey } from '../../model/after.ts';
import type { StoredVersion } from '../../model/object.ts';
import { encodeKey, escapeValue } from '../s3-get-route.ts';
import {
  type Answered,
  type AskDeps,
  ask,
  copyPatience,
  found,
  type ReadVersion,
  type Undone,
} from './ask.ts';
import { type ActionEnd, deleteObject } from './delete.ts';

/** Bytes that CopyObject takes: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
const mostBytes = 5 * 2 ** 30;
/** Of a key, in UTF-8: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const mostKeyBytes = 1024;

type Head = Pick<HeadObjectCommandOutput, 'ETag' | 'ContentLength' | 'ServerSideEncryption'>;

/**
 * Copies what was read, makes sure of the copy, and only then deletes what was read. Stopped anywhere it can be done
 * once more. What is there already under the key, and is no copy of this, is not overwritten.
 */
export async function moveObject(
  read: ReadVersion,
  target: MoveAction,
  deps: AskDeps,
  signal: AbortSignal,
): Promise<ActionEnd> {
  const { ref, stored, what } = read;
  const key = movedKey(target, ref.key);
  const failed = (row: (typeof foundRows)[keyof typeof foundRows], message: string): ActionEnd => ({
    kind: 'failed',
    problem: found(row, what, message),
  });
  const { size = 0, etag, versionId } = stored;
  if (size > mostBytes) return failed(foundRows.tooLarge, String(size));
  if (Buffer.byteLength(key) > mostKeyBytes) return failed(foundRows.longKey, String(Buffer.byteLength(key)));
  if (etag === undefined && versionId === undefined) return failed(foundRows.nameless, '');

  const before = await headOf(target, key, what, deps, signal);
  if (before.kind === 'answered' && isTaken(before.answer, stored)) {
    return failed(foundRows.taken, `s3://${target.bucket}/${key}`);
  }
  if (before.kind !== 'answered' && before.kind !== 'gone') return before;

  const copied = await ask(
    deps,
    target,
    what,
    (client, abortSignal) =>
      client.send(
        new CopyObjectCommand({
          Bucket: target.bucket,
          Key: key,
          CopySource: sourceOf(read),
          ...(etag !== undefined && { CopySourceIfMatch: etag }),
        }),
        { abortSignal },
      ),
    signal,
    copyPatience,
  );
  if (copied.kind !== 'answered') return copied;
  const after = await headOf(target, key, what, deps, signal);
  if (after.kind === 'gone') return failed(foundRows.badCopy, 'it is not there');
  if (after.kind !== 'answered') return after;
  const wrong = wrongWith(copied.answer.CopyObjectResult?.ETag, after.answer, stored);
  if (wrong !== undefined) return failed(foundRows.badCopy, wrong);
  return deleteObject(read, deps, signal);
}

/** As a path of a URL: the SDK sends it as it is. */
function sourceOf({ ref, stored: { versionId } }: ReadVersion): string {
  const version = versionId === undefined ? '' : `?versionId=${escapeValue(versionId)}`;
  return `${ref.bucket}/${encodeKey(ref.key)}${version}`;
}

function headOf(
  { bucket: Bucket }: MoveAction,
  Key: string,
  what: string,
  deps: AskDeps,
  signal: AbortSignal,
): Promise<Answered<Head> | Undone> {
  return ask(
    deps,
    { bucket: Bucket },
    what,
    (client, abortSignal) => client.send(new HeadObjectCommand({ Bucket, Key }), { abortSignal }),
    signal,
  );
}

/** Whether what is there is something else: neither what was read, nor a copy of it that was made before a kill. */
export function isTaken(there: Head, { etag, size, kms }: StoredVersion): boolean {
  if (size !== undefined && there.ContentLength !== size) return true;
  const told = isOfContent(etag, kms === true) && isOfContent(there.ETag, isOfKms(there));
  return told && there.ETag !== etag;
}

/** What is wrong with a copy; nothing, if nothing is. */
export function wrongWith(
  told: string | undefined,
  there: Head,
  { size }: StoredVersion,
): string | undefined {
  if (!told) return 'S3 answered without a result';
  if (there.ETag !== told) return `its ETag is ${there.ETag}, and S3 had answered with ${told}`;
  if (size !== undefined && there.ContentLength !== size) {
    return `it has ${there.ContentLength} bytes, and what was read had ${size}`;
  }
  return undefined;
}

/** An ETag is the MD5 of the content, but for what was uploaded in parts, and what KMS encrypts. */
function isOfContent(etag: string | undefined, kms: boolean): boolean {
  return !kms && etag !== undefined && /^"?[0-9a-f]{32}"?$/.test(etag);
}

function isOfKms({ ServerSideEncryption: kind }: Head): boolean {
  return kind?.startsWith('aws:kms') === true;
}
