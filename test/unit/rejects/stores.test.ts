import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { startEmbeddedAws } from '../../../src/embedded/index.ts';
import { createDirectoryStore } from '../../../src/rejects/directory-store.ts';
import { createS3Store } from '../../../src/rejects/s3-store.ts';
import { temporaryFolder } from '../../helpers/temp.ts';
import { startFaultyS3 } from '../source/s3-kit.ts';
import { all, behavesAsStore, contentOf, entriesOf, entry } from './kit.ts';

async function openS3() {
  const aws = await startEmbeddedAws();
  const { endpoint, region, credentials } = aws;
  const s3 = new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  await s3.send(new CreateBucketCommand({ Bucket: 'rejects' }));
  return { s3, [Symbol.asyncDispose]: () => aws.stop() };
}

test('a directory keeps', async () => {
  await using folder = temporaryFolder();
  await behavesAsStore(createDirectoryStore(join(folder.path, 'new')), expect);
  expect(readdirSync(join(folder.path, 'new'))).toEqual(['bb.rejects.ndjson.gz']);
});

test('S3 keeps', async () => {
  await using aws = await openS3();
  const store = createS3Store(aws.s3, 'rejects', 'some/prefix');
  await behavesAsStore(store, expect);
  await store.close();
});

test('S3 keeps what is too large for one buffer', async () => {
  await using aws = await openS3();
  const store = createS3Store(aws.s3, 'rejects', 'p');
  const entries = Array.from({ length: 10 }, (_, n) =>
    entry(n, { document: JSON.stringify({ m: randomBytes(2 ** 20).toString('base64') }) }),
  );
  const content = contentOf(entries);
  expect(content.bytes).toBeGreaterThan(8 * 2 ** 20);
  await store.put('aa.rejects.ndjson.gz', content);
  expect(entriesOf(await all(store.read('aa.rejects.ndjson.gz')))).toEqual(entries);
  await store.close();
});

test('an answer of S3 that stops in the middle is waited for no longer than its patience', async () => {
  await using stalling = await startFaultyS3(({ req, res }) => {
    req.resume();
    res.writeHead(200, { 'Content-Length': 100 });
    res.write('<');
  });
  const store = createS3Store(stalling.s3, 'rejects', 'p', 200);
  const told = { code: 'LF_REJECTS_STORE', message: expect.stringContaining('no answer within') };
  await expect(store.put('a', contentOf([entry(1)]))).rejects.toMatchObject(told);
  await expect(store.prepare()).rejects.toMatchObject(told);
  await expect(store.replace('a', undefined)).rejects.toMatchObject(told);
});

test('a bucket or directory that is not there is told, with what to do', async () => {
  await using aws = await openS3();
  const s3 = createS3Store(aws.s3, 'nobody', 'p');
  await expect(s3.prepare()).rejects.toMatchObject({
    code: 'LF_REJECTS_STORE',
    message: expect.stringContaining('NoSuchBucket'),
  });
  await expect(s3.put('a', contentOf([entry(1)]))).rejects.toMatchObject({ code: 'LF_REJECTS_STORE' });
  await s3.close();
  // Not made with its parents: the volume may not be mounted.
  const directory = createDirectoryStore('/nobody/here');
  await expect(directory.prepare()).rejects.toMatchObject({ hint: expect.stringContaining('mount') });
  await expect(all(directory.names())).rejects.toMatchObject({ code: 'LF_REJECTS_STORE' });
});

test('what is damaged is told with its place, and the rest is read', async () => {
  await using folder = temporaryFolder();
  const store = createDirectoryStore(folder.path);
  const name = 'aa.rejects.ndjson.gz';
  await store.put(
    name,
    contentOf(
      Array.from({ length: 200 }, (_, n) =>
        entry(n, { document: JSON.stringify({ m: randomBytes(500).toString('hex') }) }),
      ),
    ),
  );
  const whole = Buffer.from(await (await import('node:fs/promises')).readFile(join(folder.path, name)));
  writeFileSync(join(folder.path, name), whole.subarray(0, whole.length / 2));
  const items = await all(store.read(name));
  expect(entriesOf(items).length).toBeGreaterThan(50);
  expect(items.at(-1)).toMatchObject({
    kind: 'damaged',
    problem: { code: 'LF_REJECTS_DAMAGED', message: expect.stringContaining(name) },
  });
  writeFileSync(join(folder.path, name), 'hello\n');
  expect(await all(store.read(name))).toMatchObject([{ kind: 'damaged' }]);
});
