import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Problem } from '../../../model/errors.ts';
import { readAwsError } from '../../../source/aws-error.ts';
import { call, callUnless } from '../call.ts';
import { type Names, ownTag } from '../names.ts';

/** The four switches of a public access block. */
export const publicAccess = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
} as const;

export type FoundBucket =
  | { readonly kind: 'absent' }
  /** In another account or region. */
  | { readonly kind: 'elsewhere'; readonly problem: Problem }
  | { readonly kind: 'there' };

export async function findBucket(s3: S3Client, names: Names): Promise<FoundBucket> {
  const { bucket, account, region } = names;
  return call('s3:ListBucket', `the bucket ${bucket}`, async () => {
    try {
      const head = new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: account });
      const { BucketRegion: at = region } = await s3.send(head);
      return at === region ? { kind: 'there' } : { kind: 'elsewhere', problem: otherRegion(names, at) };
    } catch (error) {
      // A HEAD has no body, and so no code: the status has to do.
      const aws = readAwsError(error);
      if (aws.status === 404) return { kind: 'absent' };
      if (aws.status === 301) return { kind: 'elsewhere', problem: otherRegion(names, aws.region) };
      if (aws.status === 403) return { kind: 'elsewhere', problem: notForUs(names) };
      throw error;
    }
  });
}

function otherRegion({ bucket, region }: Names, at = 'another region'): Problem {
  return {
    code: 'LF_SETUP_BUCKET_REGION',
    message: `the bucket ${bucket} is in ${at}, not in ${region}; S3 announces only to queues and topics of the bucket's own region`,
    hint: `Pass --region ${at}, or give setup.bucket another name.`,
  };
}

function notForUs({ bucket, account }: Names): Problem {
  return {
    code: 'LF_SETUP_BUCKET_TAKEN',
    message: `the bucket ${bucket} is there, and belongs to another account than ${account}, or s3:ListBucket is not allowed`,
    hint: 'Names of buckets are taken for the whole world: give setup.bucket another one; or allow s3:ListBucket on it.',
  };
}

export interface BucketSettings {
  readonly publicAccess: { readonly [Name in keyof typeof publicAccess]?: boolean | undefined };
  /** `AES256`, `aws:kms`; undefined: none. */
  readonly encryption: string | undefined;
  readonly policy: string | undefined;
}

export async function bucketSettings(s3: S3Client, Bucket: string): Promise<BucketSettings> {
  const on = `the bucket ${Bucket}`;
  const [block, encryption, policy] = await Promise.all([
    callUnless(['NoSuchPublicAccessBlockConfiguration'], 's3:GetBucketPublicAccessBlock', on, () =>
      s3.send(new GetPublicAccessBlockCommand({ Bucket })),
    ),
    callUnless(['ServerSideEncryptionConfigurationNotFoundError'], 's3:GetEncryptionConfiguration', on, () =>
      s3.send(new GetBucketEncryptionCommand({ Bucket })),
    ),
    bucketPolicy(s3, Bucket),
  ]);
  const [rule] = encryption?.ServerSideEncryptionConfiguration?.Rules ?? [];
  return {
    publicAccess: block?.PublicAccessBlockConfiguration ?? {},
    encryption: rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    policy,
  };
}

export async function bucketPolicy(s3: S3Client, Bucket: string): Promise<string | undefined> {
  const on = `the bucket ${Bucket}`;
  const answer = await callUnless(['NoSuchBucketPolicy'], 's3:GetBucketPolicy', on, () =>
    s3.send(new GetBucketPolicyCommand({ Bucket })),
  );
  return answer?.Policy;
}

/** Whose it is by its tag. */
export async function bucketProject(s3: S3Client, Bucket: string): Promise<string | undefined> {
  const codes = ['NoSuchTagSet', 'NoSuchTagSetError'];
  const answer = await callUnless(codes, 's3:GetBucketTagging', `the bucket ${Bucket}`, () =>
    s3.send(new GetBucketTaggingCommand({ Bucket })),
  );
  return answer?.TagSet?.find(({ Key }) => Key === ownTag)?.Value;
}

/** With its tag from the first moment on; one that we made a moment ago is as good as a new one. */
export async function createBucket(s3: S3Client, { bucket, region }: Names, project: string): Promise<void> {
  const on = `the bucket ${bucket}`;
  const Tags = [{ Key: ownTag, Value: project }];
  // us-east-1 is no location constraint: S3 refuses it.
  const where = region === 'us-east-1' ? {} : { LocationConstraint: region as BucketLocationConstraint };
  const command = new CreateBucketCommand({
    Bucket: bucket,
    CreateBucketConfiguration: { ...where, Tags },
  });
  const made = await callUnless(['BucketAlreadyOwnedByYou'], 's3:CreateBucket', on, () => s3.send(command));
  // S3-compatible servers may not know of tags at creation.
  if (made && (await bucketProject(s3, bucket)) === undefined) {
    const tagging = new PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet: Tags } });
    await call('s3:PutBucketTagging', on, () => s3.send(tagging));
  }
}

export async function putPublicAccess(s3: S3Client, Bucket: string): Promise<void> {
  const command = new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: publicAccess });
  await call('s3:PutBucketPublicAccessBlock', `the bucket ${Bucket}`, () => s3.send(command));
}

export async function putEncryption(s3: S3Client, Bucket: string): Promise<void> {
  const command = new PutBucketEncryptionCommand({
    Bucket,
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
  });
  await call('s3:PutEncryptionConfiguration', `the bucket ${Bucket}`, () => s3.send(command));
}

export async function putBucketPolicy(s3: S3Client, Bucket: string, Policy: string): Promise<void> {
  const command = new PutBucketPolicyCommand({ Bucket, Policy });
  await call('s3:PutBucketPolicy', `the bucket ${Bucket}`, () => s3.send(command));
}
