import {
  DeleteBucketCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { LogflowError } from '../../../model/errors.ts';
import { readAwsError } from '../../../source/aws-error.ts';
import { call, callUnless } from '../call.ts';
import { type Names, ownTag } from '../names.ts';
import type { Step } from '../part.ts';
import { bucketProject, findBucket } from './s3-bucket.ts';

/** Only an empty bucket of ours goes: there is no way to have logflow delete logs. */
export async function destroyBucket(s3: S3Client, names: Names, project: string): Promise<readonly Step[]> {
  const { bucket } = names;
  const about = { part: 'bucket', what: 'S3 bucket', name: bucket } as const;
  const found = await findBucket(s3, names);
  if (found.kind === 'absent') return [];
  if (found.kind === 'elsewhere') return [{ ...about, kind: 'keep', note: found.problem.message }];
  if ((await bucketProject(s3, bucket)) !== project) {
    return [{ ...about, kind: 'keep', note: `not made by logflow: no tag ${ownTag}=${project}` }];
  }
  if (await holdsObjects(s3, bucket)) return [{ ...about, kind: 'keep', note: notEmpty }];
  return [{ ...about, kind: 'delete', fields: [], apply: () => deleteBucket(s3, bucket) }];
}

const notEmpty = 'holds objects (or old versions of them): logflow never deletes those';

async function holdsObjects(s3: S3Client, Bucket: string): Promise<boolean> {
  const on = `the bucket ${Bucket}`;
  const objects = await call('s3:ListBucket', on, () =>
    s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 })),
  );
  if (objects.Contents?.length) return true;
  const old = await call('s3:ListBucketVersions', on, () =>
    s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1 })),
  );
  return Boolean(old.Versions?.length || old.DeleteMarkers?.length);
}

/** S3 itself deletes none that is not empty: an object that came since the plan was made is safe. */
async function deleteBucket(s3: S3Client, Bucket: string): Promise<void> {
  await callUnless(['NoSuchBucket'], 's3:DeleteBucket', `the bucket ${Bucket}`, async () => {
    try {
      await s3.send(new DeleteBucketCommand({ Bucket }));
    } catch (error) {
      if (readAwsError(error).name !== 'BucketNotEmpty') throw error;
      const problem = {
        code: 'LF_SETUP_BUCKET_NOT_EMPTY',
        message: `the bucket ${Bucket} is not deleted: it ${notEmpty}`,
        hint: 'Empty it yourself if that is what you want, then run `logflow setup --destroy` again.',
      };
      throw new LogflowError(problem, { cause: error });
    }
  });
}
