import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { bucketWithQueue, decodeKey, startWithClients, takeBodies, takeEvents } from './clients.ts';

const MIB = 1024 * 1024;

async function upload(s3: S3Client, Key: string, parts: readonly Buffer[]) {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'logs', Key }));
  const Parts = [];
  for (const [index, Body] of parts.entries()) {
    const PartNumber = index + 1;
    const { ETag } = await s3.send(
      new UploadPartCommand({ Bucket: 'logs', Key, UploadId, PartNumber, Body }),
    );
    Parts.push({ PartNumber, ETag });
  }
  return { Bucket: 'logs', Key, UploadId, MultipartUpload: { Parts } };
}

test.each([
  'with space and  two',
  'a+b',
  'a%2Bb%20c',
  'dt=2024-01-01/h=00',
  'a|b:c;d&e?f#g',
  '日本/é/𝄞',
  "(1)!*~'.gz",
  '/lead//double/',
  '100%',
])('the key %j of an event decodes to the key, and GET finds it', async (Key) => {
  await using clients = await startWithClients();
  const queue = await bucketWithQueue(clients, 'logs');
  await clients.s3.send(new PutObjectCommand({ Bucket: 'logs', Key, Body: 'body' }));
  const [body] = await takeBodies(clients, queue);
  const { key } = body.Records[0].s3.object;
  expect(key).toMatch(/^[\w.\-*/+%]+$/);
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: 'logs', Key: decodeKey(key) }));
  expect(decodeKey(key)).toBe(Key);
  expect(await Body?.transformToString()).toBe('body');
});

test('a multipart upload is told once, when it is complete, with the size of the whole', async () => {
  await using clients = await startWithClients();
  const queue = await bucketWithQueue(clients, 'logs');
  const parts = [Buffer.alloc(6 * MIB, 'a'), Buffer.alloc(6 * MIB, 'b')];
  const completion = await upload(clients.s3, 'big file', parts);
  expect(await takeBodies(clients, queue)).toEqual([]);
  const { ETag } = await clients.s3.send(new CompleteMultipartUploadCommand(completion));

  const [body, ...more] = await takeBodies(clients, queue);
  expect(more).toEqual([]);
  expect(body.Records[0].eventName).toBe('ObjectCreated:CompleteMultipartUpload');
  expect(body.Records[0].s3.object).toMatchObject({
    key: 'big+file',
    size: 12 * MIB,
    eTag: ETag?.replaceAll('"', ''),
  });
});

test('an upload that was given up is not told', async () => {
  await using clients = await startWithClients();
  const queue = await bucketWithQueue(clients, 'logs');
  const { MultipartUpload, ...started } = await upload(clients.s3, 'big', [Buffer.from('x')]);
  await clients.s3.send(new AbortMultipartUploadCommand(started));
  expect(await takeBodies(clients, queue)).toEqual([]);
});

test('copy and delete have events of their own; a failed copy and a delete of nothing have none', async () => {
  await using clients = await startWithClients();
  const queue = await bucketWithQueue(clients, 'logs');
  const Bucket = 'logs';
  await clients.s3.send(new PutObjectCommand({ Bucket, Key: 'from', Body: 'x' }));
  await clients.s3.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource: 'logs/from' }));
  const missing = clients.s3.send(new CopyObjectCommand({ Bucket, Key: 'to2', CopySource: 'logs/nothing' }));
  await expect(missing).rejects.toMatchObject({ name: 'NoSuchKey' });
  await clients.s3.send(new DeleteObjectCommand({ Bucket, Key: 'from' }));
  await clients.s3.send(new DeleteObjectCommand({ Bucket, Key: 'from' }));
  expect(await takeEvents(clients, queue)).toEqual([
    ['ObjectCreated:Put', 'from'],
    ['ObjectCreated:Copy', 'to'],
    ['ObjectRemoved:Delete', 'from'],
  ]);
});

test('DeleteObjects has one event for each object that was there, without a size', async () => {
  await using clients = await startWithClients();
  const queue = await bucketWithQueue(clients, 'logs');
  const keys = ['a&b <1>', 'c d'];
  for (const Key of keys) {
    await clients.s3.send(new PutObjectCommand({ Bucket: 'logs', Key, Body: 'x' }));
  }
  await takeBodies(clients, queue);
  const Objects = [...keys, 'nothing'].map((Key) => ({ Key }));
  await clients.s3.send(new DeleteObjectsCommand({ Bucket: 'logs', Delete: { Objects } }));
  const records = (await takeBodies(clients, queue)).map((body) => body.Records[0]);
  expect(records.map((record) => [record.eventName, decodeKey(record.s3.object.key)])).toEqual([
    ['ObjectRemoved:Delete', 'a&b <1>'],
    ['ObjectRemoved:Delete', 'c d'],
  ]);
  expect(records[0].s3.object).not.toHaveProperty('size');
});

test('a single PUT of 12 MiB is taken whole', async () => {
  await using clients = await startWithClients();
  const queue = await bucketWithQueue(clients, 'logs');
  const Body = Buffer.alloc(12 * MIB, 'abc');
  await clients.s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'big', Body }));
  const [body] = await takeBodies(clients, queue);
  expect(body.Records[0].s3.object.size).toBe(12 * MIB);
  const stored = await clients.s3.send(new GetObjectCommand({ Bucket: 'logs', Key: 'big' }));
  expect(Body.equals((await stored.Body?.transformToByteArray()) ?? Buffer.of())).toBe(true);
});
