import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { changedRow, foundRows } from '../../failures/after-rows.ts';
import { type AskDeps, ask, found, type ReadVersion, type Undone } from './ask.ts';

export type ActionEnd = { readonly kind: 'done' } | Undone;

/**
 * Deletes what was read, and nothing that was written under its key since: that version, for good, where the bucket has
 * versions, and else on the condition that the ETag is still the same.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-deletes.html
 */
export async function deleteObject(
  read: ReadVersion,
  deps: AskDeps,
  signal: AbortSignal,
): Promise<ActionEnd> {
  const { ref, stored, what } = read;
  const { versionId, etag } = stored;
  // A condition is judged by the newest version, whichever is named: a version needs none, it never changes.
  const which = versionId === undefined ? { IfMatch: etag } : { VersionId: versionId };
  const still = await stillThere(read, deps, signal);
  if (still.kind !== 'done') return still;
  const command = { Bucket: ref.bucket, Key: ref.key, ...which };
  const gone = await ask(
    deps,
    ref,
    what,
    (client, abortSignal) => client.send(new DeleteObjectCommand(command), { abortSignal }),
    signal,
  );
  return gone.kind === 'answered' ? { kind: 'done' } : gone;
}

/** Whether what stands under the key is what was read. Servers that do not know conditions overlook them: hence one more look. */
export async function stillThere(
  { ref, stored, what }: ReadVersion,
  deps: AskDeps,
  signal: AbortSignal,
): Promise<ActionEnd> {
  if (stored.versionId !== undefined) return { kind: 'done' };
  if (stored.etag === undefined) return { kind: 'failed', problem: found(foundRows.nameless, what) };
  const command = { Bucket: ref.bucket, Key: ref.key };
  const head = await ask(
    deps,
    ref,
    what,
    (client, abortSignal) => client.send(new HeadObjectCommand(command), { abortSignal }),
    signal,
  );
  if (head.kind !== 'answered') return head;
  return head.answer.ETag === stored.etag
    ? { kind: 'done' }
    : { kind: 'changed', problem: found(changedRow, what) };
}
