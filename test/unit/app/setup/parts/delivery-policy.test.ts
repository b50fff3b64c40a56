import { expect, it } from 'vitest';
import { logDeliveryStatements } from '../../../../../src/app/setup/parts/delivery-policy.ts';
import { namesFor, sectionOf } from '../../../../helpers/setup-kit.ts';

it('is what AWS publishes for flow logs, with the list permission beside the look at the ACL', () => {
  const names = namesFor(sectionOf({ bucket: 'flows' }), {
    partition: 'aws-us-gov',
    region: 'us-gov-west-1',
  });
  const ArnLike = { 'aws:SourceArn': 'arn:aws-us-gov:logs:us-gov-west-1:123456789012:*' };
  const common = { Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' } };
  expect(logDeliveryStatements(names)).toEqual([
    {
      ...common,
      Sid: 'AWSLogDeliveryWrite',
      Action: 's3:PutObject',
      Resource: 'arn:aws-us-gov:s3:::flows/*',
      Condition: {
        StringEquals: {
          'aws:SourceAccount': '123456789012',
          's3:x-amz-acl': 'bucket-owner-full-control',
        },
        ArnLike,
      },
    },
    {
      ...common,
      Sid: 'AWSLogDeliveryAclCheck',
      Action: ['s3:GetBucketAcl', 's3:ListBucket'],
      Resource: 'arn:aws-us-gov:s3:::flows',
      Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' }, ArnLike },
    },
  ]);
});
