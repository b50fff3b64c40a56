import type { S3Client } from '@aws-sdk/client-s3';
import type { SetupSection } from '../../settings/setup.ts';
import type { SetupClients } from '../clients.ts';
import { fieldChange } from '../field.ts';
import { mergePolicy } from '../merge-policy.ts';
import { type Names, ownTag } from '../names.ts';
import type { FieldChange, Part, Step } from '../part.ts';
import type { PolicyStatement } from '../policy.ts';
import { destroyBucket } from './bucket-destroy.ts';
import {
  type BucketSettings,
  bucketPolicy,
  bucketSettings,
  createBucket,
  findBucket,
  publicAccess,
  putBucketPolicy,
  putEncryption,
  putPublicAccess,
} from './s3-bucket.ts';

/** The bucket of the logs: nothing in it is public, all is encrypted, and its policy has `statements` beside what others put there. */
export function createBucketPart(
  names: Names,
  section: SetupSection,
  { s3 }: Pick<SetupClients, 's3'>,
  statements: readonly PolicyStatement[],
): Part {
  const about = { part: 'bucket', what: 'S3 bucket', name: names.bucket } as const;
  return {
    name: 'bucket',
    async plan(): Promise<readonly Step[]> {
      const found = await findBucket(s3, names);
      if (found.kind === 'elsewhere') return [{ ...about, kind: 'refuse', problem: found.problem }];
      if (found.kind === 'absent') {
        const tag = fieldChange(`tag ${ownTag}`, undefined, section.project);
        const fields = [...bucketChanges(undefined, statements), tag];
        const apply = async () => {
          await createBucket(s3, names, section.project);
          await configure(s3, names.bucket, statements);
        };
        return [{ ...about, kind: 'create', fields, apply }];
      }
      const fields = bucketChanges(await bucketSettings(s3, names.bucket), statements);
      if (fields.length === 0) return [{ ...about, kind: 'keep' }];
      return [{ ...about, kind: 'change', fields, apply: () => configure(s3, names.bucket, statements) }];
    },
    destroy: () => destroyBucket(s3, names, section.project),
  };
}

/** What is not as wanted. A bucket that is encrypted with a key is left so: that is more than is asked for. */
export function bucketChanges(
  now: BucketSettings | undefined,
  statements: readonly PolicyStatement[],
): readonly FieldChange[] {
  const switches = Object.keys(publicAccess) as (keyof typeof publicAccess)[];
  return [
    ...switches
      .filter((name) => now?.publicAccess[name] !== true)
      .map((name) => fieldChange(`public access block.${name}`, now && 'off', 'on')),
    ...(now?.encryption === undefined ? [fieldChange('encryption', undefined, 'SSE-S3')] : []),
    ...mergePolicy(now?.policy, statements).fields,
  ];
}

/** Puts what differs now, which need not be what differed when the plan was made. */
async function configure(s3: S3Client, bucket: string, statements: readonly PolicyStatement[]) {
  const now = await bucketSettings(s3, bucket);
  const fields = bucketChanges(now, statements).map(({ field }) => field);
  if (fields.some((field) => field.startsWith('public'))) await putPublicAccess(s3, bucket);
  if (fields.includes('encryption')) await putEncryption(s3, bucket);
  if (!fields.some((field) => field.startsWith('policy.'))) return;
  await putBucketPolicy(s3, bucket, mergePolicy(await bucketPolicy(s3, bucket), statements).document);
}
