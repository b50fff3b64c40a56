import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { openS3 } from '../../../src/source/s3-object.ts';
import { startWithClients } from '../embedded/clients.ts';
import { bytesOf, eagerClock, readAll, startFaultyS3 } from './s3-kit.ts';

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
