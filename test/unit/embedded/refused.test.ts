import {
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { bucketWithQueue, startWithClients, take } from './clients.ts';

const object = { Bucket: 'logs', Key: 'k' };
const Bucket = 'logs';
const TagSet = [{ Key: 'a', Value: 'b' }];
const requests: [string, (s3: S3Client) => Promise<unknown>][] = [
  ['PutObjectTagging', (s3) => s3.send(new PutObjectTaggingCommand({ ...object, Tagging: { TagSet } }))],
  ['DeleteObjectTagging', (s3) => s3.send(new DeleteObjectTaggingCommand(object))],
  ['GetObjectTagging', (s3) => s3.send(new GetObjectTaggingCommand(object))],
  ['PutObject with tags', (s3) => s3.send(new PutObjectCommand({ ...object, Tagging: 'a=b', Body: 'new' }))],
  [
    'PutObject unless it is there',
    (s3) => s3.send(new PutObjectCommand({ ...object, IfNoneMatch: '*', Body: 'new' })),
  ],
  ['DeleteObject of a version', (s3) => s3.send(new DeleteObjectCommand({ ...object, VersionId: 'v1' }))],
  ['PutObjectAcl', (s3) => s3.send(new PutObjectAclCommand({ ...object, ACL: 'private' }))],
  ['PutBucketAcl', (s3) => s3.send(new PutBucketAclCommand({ Bucket, ACL: 'private' }))],
  ['PutBucketTagging', (s3) => s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))],
  ['PutBucketPolicy', (s3) => s3.send(new PutBucketPolicyCommand({ Bucket, Policy: '{}' }))],
  ['GetBucketPolicy', (s3) => s3.send(new GetBucketPolicyCommand({ Bucket }))],
  [
    'PutBucketVersioning',
    (s3) =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })),
  ],
  [
    'PutBucketEncryption',
    (s3) =>
      s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [] } })),
  ],
  [
    'PutPublicAccessBlock',
    (s3) => s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: {} })),
  ],
  ['ListObjectVersions', (s3) => s3.send(new ListObjectVersionsCommand({ Bucket }))],
  ['ListMultipartUploads', (s3) => s3.send(new ListMultipartUploadsCommand({ Bucket }))],
];

test.each(requests)('%s is NotImplemented and changes nothing', async (_name, send) => {
  await using clients = await startWithClients();
  const queue = await bucketWithQueue(clients, Bucket);
  await clients.s3.send(new PutObjectCommand({ ...object, Body: 'kept' }));
  await take(clients, queue);
  await expect(send(clients.s3)).rejects.toMatchObject({
    name: 'NotImplemented',
    $metadata: { httpStatusCode: 501 },
  });
  const { Body } = await clients.s3.send(new GetObjectCommand(object));
  expect(await Body?.transformToString()).toBe('kept');
  expect(await take(clients, queue)).toEqual([]);
});
