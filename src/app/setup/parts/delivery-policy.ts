import type { Names } from '../names.ts';
import type { PolicyStatement } from '../policy.ts';

/**
 * What the bucket's policy must allow so that AWS delivers flow logs of this account and region into it.
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
 * `s3:ListBucket` beside `s3:GetBucketAcl`: without it CloudTrail fills with refusals of the delivery's own look.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
 */
export function logDeliveryStatements(names: Names): readonly PolicyStatement[] {
  const { partition, region, account, bucketArn } = names;
  const Principal = { Service: 'delivery.logs.amazonaws.com' };
  const from = { ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:*` } };
  const of = { 'aws:SourceAccount': account };
  return [
    {
      Sid: 'AWSLogDeliveryWrite',
      Effect: 'Allow',
      Principal,
      Action: 's3:PutObject',
      Resource: `${bucketArn}/*`,
      Condition: { StringEquals: { ...of, 's3:x-amz-acl': 'bucket-owner-full-control' }, ...from },
    },
    {
      Sid: 'AWSLogDeliveryAclCheck',
      Effect: 'Allow',
      Principal,
      Action: ['s3:GetBucketAcl', 's3:ListBucket'],
      Resource: bucketArn,
      Condition: { StringEquals: of, ...from },
    },
  ];
}
