import { GetObjectTaggingCommand, PutObjectTaggingCommand, type Tag } from '@aws-sdk/client-s3';
import { foundRows } from '../../failures/after-rows.ts';
import { type AskDeps, ask, found, type ReadVersion } from './ask.ts';
import { type ActionEnd, stillThere } from './delete.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const most = 10;

/** Gives what was read one more tag; those that it has stay. Two who do so at the same moment may lose one: S3 has no condition for it. */
export async function tagObject(
  read: ReadVersion,
  tag: { readonly key: string; readonly value: string },
  deps: AskDeps,
  signal: AbortSignal,
): Promise<ActionEnd> {
  const { ref, stored, what } = read;
  const { versionId } = stored;
  const which = {
    Bucket: ref.bucket,
    Key: ref.key,
    ...(versionId !== undefined && { VersionId: versionId }),
  };
  const has = await ask(
    deps,
    ref,
    what,
    (client, abortSignal) => client.send(new GetObjectTaggingCommand(which), { abortSignal }),
    signal,
  );
  if (has.kind !== 'answered') return has;
  const still = await stillThere(read, deps, signal);
  if (still.kind !== 'done') return still;
  const TagSet = merged(has.answer.TagSet ?? [], tag);
  if (TagSet === undefined) return { kind: 'done' };
  if (TagSet.length > most) {
    return { kind: 'failed', problem: found(foundRows.tags, what, String(TagSet.length - 1)) };
  }
  const put = await ask(
    deps,
    ref,
    what,
    (client, abortSignal) =>
      client.send(new PutObjectTaggingCommand({ ...which, Tagging: { TagSet } }), { abortSignal }),
    signal,
  );
  return put.kind === 'answered' ? { kind: 'done' } : put;
}

/** All tags, with this one; undefined when it is there already. */
export function merged(
  tags: readonly Tag[],
  { key, value }: { readonly key: string; readonly value: string },
): Tag[] | undefined {
  if (tags.some(({ Key, Value }) => Key === key && Value === value)) return undefined;
  return [...tags.filter(({ Key }) => Key !== key), { Key: key, Value: value }];
}
