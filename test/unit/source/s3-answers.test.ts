import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { openS3 } from '../../../src/source/s3-object.ts';
import { startWithClients } from '../embedded/clients.ts';
import { bytesOf, eagerClock, readAll, refuse, startFaultyS3 } from './s3-kit.ts';

const content = Buffer.from('log line\n'.repeat(10_000));

describe('identity', () => {
  test('the version that was answered, else the ETag; a version that the event names is asked for (R8)', async () => {
    await using s3 = await startFaultyS3(({ n, res }) => {
      const version = [undefined, 'null', 'v7'][n];
      res.writeHead(200, {
        ETag: '"e1"',
        'Content-Length': 1,
        ...(version && { 'x-amz-version-id': version }),
      });
      res.end('x');
    });
    const versions: string[] = [];
    for (const versionId of [undefined, undefined, 'v7']) {
      const result = await s3.open({ ref: { key: 'a b+c', ...(versionId && { versionId }) } });
      await readAll(bytesOf(result));
      if (result.kind === 'opened') versions.push(result.object.identity.version);
    }
    expect(versions).toEqual(['e1', 'e1', 'v7']);
    expect(s3.requests[2]?.url).toContain('versionId=v7');
    expect(s3.requests[0]?.url).not.toContain('versionId');
    expect(s3.requests[0]?.url).toContain('/logs/a%20b%2Bc');
  });
});

describe('what S3 refuses', () => {
  test.each([
    [404, 'NoSuchKey', '', 'missing', 'LF_OBJECT_GONE'],
    [404, 'NoSuchVersion', '', 'missing', 'LF_OBJECT_GONE'],
    [404, 'NoSuchKey', 'no key CERT/SSL/ETIMEDOUT.gz', 'missing', 'LF_OBJECT_GONE'],
    [404, 'NoSuchBucket', '', 'unreadable', 'LF_BUCKET_MISSING'],
    [403, 'InvalidObjectState', 'The operation is not valid', 'unreadable', 'LF_OBJECT_ARCHIVED'],
    [403, 'AccessDenied', 'Access Denied', 'unreadable', 'LF_OBJECT_FORBIDDEN'],
    [403, 'AccessDenied', 's3:GetObject on "arn:aws:s3:::KMS-SSL/k"', 'unreadable', 'LF_OBJECT_FORBIDDEN'],
    [403, 'AccessDenied', 'not authorized to perform: kms:Decrypt on it', 'unreadable', 'LF_OBJECT_KMS'],
    [400, 'KMS.DisabledException', 'the key is disabled', 'unreadable', 'LF_OBJECT_KMS'],
    [403, 'ExpiredToken', '', 'unreadable', 'LF_AWS_CREDENTIALS'],
    [403, 'RequestTimeTooSkewed', '', 'unreadable', 'LF_AWS_CREDENTIALS'],
    [301, 'PermanentRedirect', '', 'unreadable', 'LF_BUCKET_REGION'],
    [400, 'SomethingNew', 'never heard of', 'unreadable', 'LF_OBJECT_READ'],
  ])('%i %s %s is %s, %s', async (status, code, said, kind, problem) => {
    await using s3 = await startFaultyS3(({ res }) => refuse(res, status, code, said || code));
    expect(await s3.open()).toMatchObject({ kind, problem: { code: problem } });
    expect(s3.requests).toHaveLength(1);
  });

  test('a server that is not there is tried six times, then named', async () => {
    const s3 = await startFaultyS3(() => {});
    await s3[Symbol.asyncDispose]();
    await expect(s3.open()).resolves.toMatchObject({
      kind: 'unreadable',
      problem: { code: 'LF_AWS_UNREACHABLE', message: expect.stringContaining('ECONNREFUSED') },
    });
  });
});

test('from the embedded S3: content, identity, and what is not there', async () => {
  await using clients = await startWithClients();
  const { s3 } = clients;
  await s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
  const Body = gzipSync(content);
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'a b+c=%', Body }));
  let fetched = 0;
  const deps = {
    s3: () => s3,
    clock: eagerClock,
    idleTimeout: 5_000,
    objectProperties: [],
    fetched: (bytes: number) => {
      fetched += bytes;
    },
  };
  const { signal } = new AbortController();
  const opened = await openS3({ kind: 's3', bucket: 'logs', key: 'a b+c=%' }, deps, signal);
  expect((await readAll(bytesOf(opened))).equals(content)).toBe(true);
  expect(fetched).toBe(Body.length);
  expect(opened).toMatchObject({
    object: { identity: { bucket: 'logs', key: 'a b+c=%', version: ETag?.replaceAll('"', '') } },
  });
  expect(await openS3({ kind: 's3', bucket: 'logs', key: 'other' }, deps, signal)).toMatchObject({
    kind: 'missing',
  });
});
