import type { S3Client } from '@aws-sdk/client-s3';
import { decideS3 } from '../failures/decide.ts';
import type { S3Ref } from '../model/object.ts';
import { readAwsError } from './aws-error.ts';

/** The client for a bucket and the region that it is in; without one, in the run's own region. */
export type Clients = (bucket: string, region?: string) => S3Client;

/** Buckets come out of messages. */
const maxBuckets = 1_000;
/** Where buckets are that were not where their messages said. */
const homes = new WeakMap<Clients, Map<string, string>>();

/**
 * Asks S3 in the region of the bucket, as far as it is known, and once more where S3 says it is. The SDK can follow, too
 * (`followRegionRedirects`), but not every kind of redirect, anew for each object, and by writing the region into the
 * client's configuration for the time of a request: with several at once the client is left with the wrong one.
 */
export async function askHome<T>(
  clients: Clients,
  { bucket, region }: Pick<S3Ref, 'bucket' | 'region'>,
  ask: (client: S3Client) => Promise<T>,
): Promise<T> {
  const known = homes.get(clients)?.get(bucket);
  try {
    return await ask(clients(bucket, known ?? region));
  } catch (error) {
    const aws = readAwsError(error);
    const { action } = decideS3(aws, { failures: 1, redirected: false, resuming: false });
    if (action.kind !== 'retry' || action.how !== 'elsewhere') throw error;
    const answer = await ask(clients(bucket, aws.region));
    remember(clients, bucket, aws.region as string);
    return answer;
  }
}

/** The client for what is asked for without a second try. */
export function homeClient(clients: Clients, { bucket, region }: S3Ref): S3Client {
  return clients(bucket, homes.get(clients)?.get(bucket) ?? region);
}

function remember(clients: Clients, bucket: string, region: string): void {
  const buckets = homes.get(clients) ?? new Map<string, string>();
  homes.set(clients, buckets);
  if (buckets.size >= maxBuckets) buckets.clear();
  buckets.set(bucket, region);
}
