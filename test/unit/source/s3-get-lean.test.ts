import type { IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { S3Ref } from '../../../src/model/object.ts';
import { objectPropertyNames, propertiesOfAnswer } from '../../../src/source/object-properties.ts';
import { type S3Answer, sdkGet } from '../../../src/source/s3-get.ts';
import { leanGet } from '../../../src/source/s3-get-lean.ts';
import { Sha256 } from '../../../src/source/sha256.ts';
import { waitFor } from '../../helpers/wait.ts';
import { startWithClients } from '../embedded/clients.ts';
import { bytesOf, head, readAll, refuse, startFaultyS3 } from './s3-kit.ts';
import { isOfSdk, isSignedRight, regionOf } from './sigv4-check.ts';

const content = Buffer.from('log line\n'.repeat(1_000));
const { signal } = new AbortController();
const refOf = (key: string, more: Partial<S3Ref> = {}): S3Ref => ({
  kind: 's3',
  bucket: 'logs',
  key,
  ...more,
});

async function told({ body, headers, ...rest }: S3Answer) {
  const properties = propertiesOfAnswer(headers, objectPropertyNames);
  return { ...rest, properties, body: (await readAll(body)).toString() };
}

/** A server that gives everybody the content, and keeps the requests. */
async function startKeeper(client = {}) {
  const seen: IncomingMessage[] = [];
  const s3 = await startFaultyS3(
    ({ req, res }) => {
      seen.push(req);
      head(res, content);
      res.end(content);
    },
    { client },
  );
  const ask = async (get: typeof sdkGet, ref: S3Ref) => {
    const answer = await get(s3.s3, ref, 5_000, signal);
    return { answer: await told(answer), request: seen.at(-1) as IncomingMessage };
  };
  const lean = (ref: S3Ref) => ask(leanGet as typeof sdkGet, ref);
  return { ...s3, seen, sdk: (ref: S3Ref) => ask(sdkGet, ref), lean };
}

test('a bucket that the SDK was not seen to read is left to it', async () => {
  await using s3 = await startKeeper();
  expect(await leanGet(s3.s3, refOf('k'), 5_000, signal)).toBeUndefined();
  await s3.sdk(refOf('k'));
  expect(await leanGet(s3.s3, refOf('k', { bucket: 'other' }), 5_000, signal)).toBeUndefined();
  expect(s3.seen).toHaveLength(1);
});

test('a client whose requests carry more than ours is left alone', async () => {
  await using s3 = await startKeeper({ requestChecksumCalculation: 'WHEN_SUPPORTED' });
  const { request } = await s3.sdk(refOf('k'));
  expect(request.headers).toHaveProperty('x-amz-checksum-crc32');
  expect(await leanGet(s3.s3, refOf('k'), 5_000, signal)).toBeUndefined();
});

test('the embedded S3 takes it, and answers it as it answers the SDK', async () => {
  await using clients = await startWithClients();
  const { s3 } = clients;
  await s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
  for (const Key of ['a', 'b c+d=%/e', '日本/ü']) {
    const Metadata = { team: 'net"work', 'a.b': '\\' };
    const about = { ContentType: 'text/plain; charset="utf-8"', Metadata };
    await s3.send(new PutObjectCommand({ Bucket: 'logs', Key, Body: `content of ${Key}`, ...about }));
    const { LastModified } = await s3.send(new HeadObjectCommand({ Bucket: 'logs', Key }));
    const bySdk = await told(await sdkGet(s3, refOf(Key), 5_000, signal));
    const lean = await leanGet(s3, refOf(Key), 5_000, signal);
    expect(lean && (await told(lean))).toEqual(bySdk);
    expect(bySdk).toMatchObject({ body: `content of ${Key}`, etag: expect.stringMatching(/^"\w{32}"$/) });
    const { ContentType: content_type, Metadata: metadata } = about;
    expect(bySdk.properties).toEqual({ last_modified: LastModified?.toISOString(), content_type, metadata });
  }
});

describe.each([
  ['by its own hash', {}],
  ['by ours', { sha256: Sha256 }],
])('what goes over the wire, signed %s', (_name, client) => {
  const odd = [
    'a b',
    'a+b',
    "!'()*",
    '~-_.',
    '%2F',
    '?x=1&y',
    '#x',
    '/lead',
    'a//b/',
    './../..',
    'é',
    '日本',
    '😀',
    '\\^`|"<>{}',
    '\u0001\u007f',
    ':@$,;=',
  ];

  test('the same path and query as the SDK, rightly signed, whatever the key', async () => {
    await using s3 = await startKeeper(client);
    await s3.sdk(refOf('first'));
    const check = async (ref: S3Ref) => {
      const bySdk = await s3.sdk(ref);
      const lean = await s3.lean(ref);
      expect(isOfSdk(bySdk.request) && !isOfSdk(lean.request)).toBe(true);
      expect(lean.request.url).toBe(bySdk.request.url);
      expect(lean.request.headers.host).toBe(bySdk.request.headers.host);
      expect(isSignedRight(bySdk.request, 's')).toBe(true);
      expect(isSignedRight(lean.request, 's')).toBe(true);
      expect(lean.answer).toEqual(bySdk.answer);
    };
    for (const key of odd) await check(refOf(key));
    for (const key of odd) await check(refOf('k', { versionId: key }));
    const keys = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(keys, (key) => check(refOf(key))),
      { numRuns: 100 },
    );
  });

  test('session tokens are sent and signed, and credentials that were renewed are used', async () => {
    let issued = 0;
    // So near its end that the SDK asks for new ones each time.
    const credentials = async () => ({
      accessKeyId: 'a',
      secretAccessKey: `secret ${++issued}`,
      sessionToken: `token ${issued}`,
      expiration: new Date(Date.now() + 1_000),
    });
    await using s3 = await startKeeper({ ...client, credentials });
    await s3.sdk(refOf('k'));
    const tokens = new Set<unknown>();
    for (let n = 0; n < 3; n++) {
      const { request } = await s3.lean(refOf('k'));
      const token = String(request.headers['x-amz-security-token']);
      tokens.add(token);
      expect(isSignedRight(request, token.replace('token', 'secret'))).toBe(true);
      expect(request.headers.authorization).toContain('x-amz-security-token');
    }
    expect(tokens.size).toBe(3);
  });
});

describe('the SDK is asked for the object', () => {
  test.each([204, 206, 301, 307, 400, 403, 404, 412, 500, 503])('after an answer of %i', async (status) => {
    await using s3 = await startFaultyS3(({ req, res }) => {
      if (s3.requests.length === 2 && !isOfSdk(req)) return refuse(res, status, 'Whatever');
      head(res, content);
      res.end(content);
    });
    for (let n = 0; n < 3; n++) expect((await readAll(bytesOf(await s3.open()))).equals(content)).toBe(true);
    expect(s3.requests).toHaveLength(4);
  });

  test('after a connection that broke, and after silence', async () => {
    await using s3 = await startFaultyS3(({ n, req, res }) => {
      if (n === 1 && !isOfSdk(req)) return res.socket?.resetAndDestroy();
      if (n === 3 && !isOfSdk(req)) return;
      head(res, content);
      res.end(content);
    });
    for (let n = 0; n < 3; n++) {
      expect((await readAll(bytesOf(await s3.open({ idleTimeout: 500 })))).equals(content)).toBe(true);
    }
    expect(s3.requests).toHaveLength(5);
    await waitFor(() => s3.requests[3]?.closed, { what: 'the end of the silent connection' });
  });

  test('when the bucket is in another region; from then on that one is signed for', async () => {
    let home = 'eu-west-1';
    const regions: unknown[] = [];
    await using s3 = await startFaultyS3(({ req, res }) => {
      regions.push(regionOf(req));
      if (regionOf(req) !== home) {
        res.setHeader('x-amz-bucket-region', home);
        return refuse(res, 301, 'PermanentRedirect');
      }
      head(res, content);
      res.end(content);
    });
    const read = async () => readAll(bytesOf(await s3.open()));
    for (let n = 0; n < 3; n++) expect(await read()).toHaveLength(content.length);
    expect(regions).toEqual(['us-east-1', 'eu-west-1', 'eu-west-1', 'eu-west-1']);
    home = 'ap-northeast-1';
    regions.length = 0;
    for (let n = 0; n < 2; n++) expect(await read()).toHaveLength(content.length);
    expect(regions).toEqual(['eu-west-1', 'eu-west-1', home, home]);
  });

  test('for ever, where we fail five times in a row and it does not', async () => {
    await using s3 = await startFaultyS3(({ req, res }) => {
      if (!isOfSdk(req)) return refuse(res, 403, 'AccessDenied');
      head(res, content);
      res.end(content);
    });
    for (let n = 0; n < 10; n++) await readAll(bytesOf(await s3.open()));
    expect(s3.requests).toHaveLength(10 + 5);
  });

  test('but a burst of failures at once is one', async () => {
    const asked: boolean[] = [];
    let slow = false;
    await using s3 = await startFaultyS3(({ req, res }) => {
      asked.push(isOfSdk(req));
      if (slow && !isOfSdk(req)) return refuse(res, 503, 'SlowDown');
      head(res, content);
      res.end(content);
    });
    await readAll(bytesOf(await s3.open()));
    slow = true;
    await Promise.all(Array.from({ length: 20 }, async () => readAll(bytesOf(await s3.open()))));
    slow = false;
    await readAll(bytesOf(await s3.open()));
    expect(asked.at(-1)).toBe(false);
  });

  test('but objects that are gone do not count', async () => {
    const asked: boolean[] = [];
    await using s3 = await startFaultyS3(({ req, res }) => {
      asked.push(isOfSdk(req));
      if (req.url?.includes('gone')) return refuse(res, 404, 'NoSuchKey');
      head(res, content);
      res.end(content);
    });
    await readAll(bytesOf(await s3.open()));
    for (let n = 0; n < 10; n++)
      expect(await s3.open({ ref: { key: 'gone' } })).toMatchObject({ kind: 'missing' });
    await readAll(bytesOf(await s3.open()));
    expect(asked.at(-1)).toBe(false);
  });
});

describe('the body of a lean answer', () => {
  const stored = gzipSync(content);

  test('is resumed by the SDK where it broke, of the same version', async () => {
    await using s3 = await startFaultyS3(({ n, from, res }) => {
      head(res, stored, from);
      if (n === 1) res.write(stored.subarray(0, 20), () => res.socket?.destroy());
      else res.end(stored.subarray(from));
    });
    for (let n = 0; n < 2; n++) expect((await readAll(bytesOf(await s3.open()))).equals(content)).toBe(true);
    expect(s3.requests.map(({ range, ifMatch }) => [range, ifMatch])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      ['bytes=20-', '"e1"'],
    ]);
  });

  test('ends with the signal, and so does its connection', async () => {
    const abort = new AbortController();
    await using s3 = await startFaultyS3(({ n, res }) => {
      head(res, content);
      if (n === 0) res.end(content);
      else res.write(content.subarray(0, 100));
    });
    await readAll(bytesOf(await s3.open()));
    const bytes = bytesOf(await s3.open({ signal: abort.signal }))[Symbol.asyncIterator]();
    await bytes.next();
    const pending = bytes.next();
    abort.abort(new Error('leave'));
    await expect(pending).rejects.toThrow('leave');
    await waitFor(() => s3.requests[1]?.closed, { what: 'the end of the connection', timeoutMs: 3_000 });
  });

  test('is not asked for when the signal has aborted, or while it waits for an answer', async () => {
    const abort = new AbortController();
    await using s3 = await startFaultyS3(({ n, res }) => {
      if (n > 0) return abort.abort(new Error('leave'));
      head(res, content);
      res.end(content);
    });
    await readAll(bytesOf(await s3.open()));
    await expect(s3.open({ signal: abort.signal })).rejects.toThrow('leave');
    await expect(s3.open({ signal: abort.signal })).rejects.toThrow('leave');
    expect(s3.requests).toHaveLength(2);
  });
});
