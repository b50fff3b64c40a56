import { HeadBucketCommand } from '@aws-sdk/client-s3';
import type { S3Ref } from '../../model/object.ts';
import { readAwsError } from '../../source/aws-error.ts';
import type { AwsClients } from '../aws.ts';

/**
 * Where each bucket is: objects are then asked for in the right region at once. A bucket that does not say (no access, a
 * server that is not Amazon's) is left out: what is wrong with it the listing will tell.
 */
export async function bucketRegions(
  aws: AwsClients,
  buckets: Iterable<string>,
  stop: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const regions = new Map<string, string>();
  for (const bucket of new Set(buckets)) {
    try {
      const command = new HeadBucketCommand({ Bucket: bucket });
      const { BucketRegion } = await aws.s3(bucket).send(command, { abortSignal: stop });
      if (BucketRegion) regions.set(bucket, BucketRegion);
    } catch (error) {
      // Whoever may not ask may list all the same.
      const { region } = readAwsError(error);
      if (region) regions.set(bucket, region);
    }
  }
  return regions;
}

export function inRegion(ref: S3Ref, regions: ReadonlyMap<string, string>): S3Ref {
  const region = regions.get(ref.bucket);
  return region === undefined ? ref : { ...ref, region };
}
