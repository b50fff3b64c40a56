import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { LogflowError } from '../../../src/model/errors.ts';
import { bytesOf, head, readAll, refuse, startFaultyS3 } from './s3-kit.ts';

const content = Buffer.from('log line\n'.repeat(1_000));

// What S3 answers, its kind, our code, and how often S3 is asked in all.
describe('what S3 refuses', () => {
  test.each([
    [404, 'NoSuchKey', '', 'missing', 'LF_OBJECT_GONE', 1],
    [404, 'NoSuchVersion', '', 'missing', 'LF_OBJECT_GONE', 1],
    [404, 'NoSuchKey', 'no key CERT/SSL/ETIMEDOUT.gz', 'missing', 'LF_OBJECT_GONE', 1],
    [404, 'NoSuchBucket', '', 'unreadable', 'LF_BUCKET_MISSING', 1],
    [403, 'InvalidObjectState', 'The operation is not valid', 'unreadable', 'LF_OBJECT_ARCHIVED', 1],
    [403, 'AccessDenied', 'Access Denied', 'unreadable', 'LF_OBJECT_FORBIDDEN', 3],
    [403, 'AccessDenied', 's3:GetObject on "arn:aws:s3:::KMS-SSL/k"', 'unreadable', 'LF_OBJECT_FORBIDDEN', 3],
    [403, 'AllAccessDisabled', 'All access has been disabled', 'unreadable', 'LF_OBJECT_FORBIDDEN', 3],
    [403, 'AccessDenied', 'not authorized to perform: kms:Decrypt on it', 'unreadable', 'LF_OBJECT_KMS', 3],
    [
      403,
      'AccessDenied',
      'The ciphertext refers to a customer master key that does not exist',
      'unreadable',
      'LF_OBJECT_KMS',
      3,
    ],
    [400, 'KMS.DisabledException', 'the key is disabled', 'unreadable', 'LF_OBJECT_KMS', 3],
    [400, 'ExpiredToken', 'The provided token has expired.', 'failed', 'LF_AWS_CREDENTIALS', 1],
    [403, 'InvalidAccessKeyId', '', 'failed', 'LF_AWS_CREDENTIALS', 1],
    [403, 'RequestTimeTooSkewed', '', 'failed', 'LF_AWS_CLOCK', 1],
    [503, 'SlowDown', 'Please reduce your request rate.', 'failed', 'LF_AWS_BUSY', 6],
    [400, 'KMS.ThrottlingException', 'Rate exceeded', 'failed', 'LF_AWS_BUSY', 6],
    [500, 'InternalError', 'We encountered an internal error.', 'failed', 'LF_AWS_FAULT', 6],
    [400, 'RequestTimeout', 'Your socket connection was idle', 'failed', 'LF_AWS_FAULT', 6],
    [301, 'PermanentRedirect', '', 'unreadable', 'LF_BUCKET_REGION', 1],
    [400, 'AuthorizationHeaderMalformed', '', 'unreadable', 'LF_BUCKET_REGION', 1],
    [400, 'SomethingNew', 'never heard of', 'unreadable', 'LF_OBJECT_READ', 1],
  ])('%i %s %s is %s, %s', async (status, code, said, kind, problem, asked) => {
    await using s3 = await startFaultyS3(({ res }) => refuse(res, status, code, said || code));
    expect(await s3.open()).toMatchObject({ kind, problem: { code: problem } });
    expect(s3.requests).toHaveLength(asked);
  });

  test('waits between two tries grow, and are drawn anew each time', async () => {
    const waits: number[] = [];
    await using s3 = await startFaultyS3(({ res }) => refuse(res, 503, 'SlowDown'));
    await s3.open({ clock: { now: Date.now, sleep: async (ms) => void waits.push(ms) } });
    expect(waits).toHaveLength(5);
    for (const [n, ms] of waits.entries()) expect(ms).toBeLessThanOrEqual(400 * 2 ** n);
    expect(new Set(waits).size).toBe(5);
  });

  test('a permission that arrives meanwhile is enough', async () => {
    await using s3 = await startFaultyS3(({ n, res }) => {
      if (n < 2) return refuse(res, 403, 'AccessDenied');
      head(res, content);
      res.end(content);
    });
    expect(await readAll(bytesOf(await s3.open()))).toEqual(content);
  });

  test('a server that is not there is tried six times, then named', async () => {
    const s3 = await startFaultyS3(() => {});
    await s3[Symbol.asyncDispose]();
    const waits: number[] = [];
    await expect(
      s3.open({ clock: { now: Date.now, sleep: async (ms) => void waits.push(ms) } }),
    ).resolves.toMatchObject({
      kind: 'failed',
      problem: { code: 'LF_AWS_UNREACHABLE', message: expect.stringContaining('ECONNREFUSED') },
    });
    expect(waits).toHaveLength(5);
  });

  test('a server that hangs up on every request is tried six times, and the object is not at fault', async () => {
    await using s3 = await startFaultyS3(({ res }) => res.socket?.destroy());
    expect(await s3.open()).toMatchObject({ kind: 'failed', problem: { code: 'LF_AWS_CONNECTION' } });
    expect(s3.requests).toHaveLength(6);
  });

  test('credentials that run out in the middle say nothing about the object', async () => {
    await using s3 = await startFaultyS3(({ n, res }) => {
      if (n > 0) return refuse(res, 400, 'ExpiredToken', 'The provided token has expired.');
      head(res, content);
      res.write(content.subarray(0, 100), () => res.socket?.destroy());
    });
    await expect(readAll(bytesOf(await s3.open()))).rejects.toMatchObject({ code: 'LF_AWS_CREDENTIALS' });
    expect(s3.requests).toHaveLength(2);
  });
});

describe('what stands in front of S3 is not S3', () => {
  test.each([
    ['an empty 404', 404, ''],
    ['a page that says 404', 404, '<html><body>Not Found</body></html>'],
    ['words that say 404', 404, 'not found'],
    ['JSON that says 404', 404, '{"message":"no route"}'],
    ['an empty 403', 403, ''],
    ['a page that says 403', 403, '<html><body>Blocked by policy</body></html>'],
  ])('%s: the object is not gone for it', async (_name, status, body) => {
    await using s3 = await startFaultyS3(({ res }) => res.writeHead(status).end(body));
    expect(await s3.open()).toMatchObject({
      kind: 'failed',
      problem: { code: 'LF_AWS_ANSWER', message: expect.stringContaining(String(status)) },
    });
    expect(s3.requests).toHaveLength(3);
  });
});

describe('hints tell what is missing', () => {
  const key = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const who = 'User: arn:aws:sts::111122223333:assumed-role/logs/i-1 is not authorized to perform';
  test.each([
    [
      `${who}: kms:Decrypt on resource: ${key} because no identity-based policy allows it`,
      ['kms:Decrypt', key],
    ],
    ['KMS key is disabled', ['kms:Decrypt', 'the key of the bucket']],
    [`${who}: s3:GetObject on resource: "arn:aws:s3:::logs/k"`, ['s3:GetObject', 's3:ListBucket']],
    [`${who}: s3:GetObjectVersion on resource: "arn:aws:s3:::logs/k"`, ['Allow s3:GetObjectVersion']],
    ['Access Denied', ['Allow s3:GetObject', 's3:ListBucket', 'kms:Decrypt']],
  ])('%s', async (said, words) => {
    await using s3 = await startFaultyS3(({ res }) => refuse(res, 403, 'AccessDenied', said));
    const opened = await s3.open();
    if (opened.kind === 'opened') throw new Error('opened');
    for (const word of words) expect(opened.problem.hint).toContain(word);
    expect(opened.problem.hint).not.toMatch(/[{}]/);
  });

  test.each([
    ['<StorageClass>GLACIER</StorageClass>', 'archived (GLACIER)'],
    ['<StorageClass>DEEP_ARCHIVE</StorageClass>', 'archived (DEEP_ARCHIVE)'],
    [
      '<StorageClass>INTELLIGENT_TIERING</StorageClass><AccessTier>ARCHIVE_ACCESS</AccessTier>',
      'archived (INTELLIGENT_TIERING, ARCHIVE_ACCESS)',
    ],
    ['', 'archived (its storage class was not told)'],
  ])('of an archived object: %s', async (xml, words) => {
    await using s3 = await startFaultyS3(({ res }) =>
      res
        .writeHead(403, { 'Content-Type': 'application/xml' })
        .end(
          `<Error><Code>InvalidObjectState</Code><Message>The operation is not valid</Message>${xml}</Error>`,
        ),
    );
    const problem = { code: 'LF_OBJECT_ARCHIVED', message: expect.stringContaining(words) };
    expect(await s3.open()).toMatchObject({ kind: 'unreadable', problem });
  });
});

test('a clock that is an hour wrong is set right by the answer: the SDK signs with the time of S3 then', async () => {
  const s3Time = Date.now() + 3_600_000;
  const asked: number[] = [];
  await using s3 = await startFaultyS3(
    ({ req, res }) => {
      const [, year, ...rest] =
        /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/.exec(String(req.headers['x-amz-date'])) ?? [];
      const [month, day, hour, minute] = rest.map(Number) as [number, number, number, number];
      const off = Math.abs(s3Time - Date.UTC(Number(year), month - 1, day, hour, minute));
      asked.push(Math.round(off / 3_600_000));
      res.setHeader('Date', new Date(s3Time).toUTCString());
      if (off > 900_000) return refuse(res, 403, 'RequestTimeTooSkewed');
      head(res, content);
      res.end(content);
    },
    { client: { maxAttempts: 3 } },
  );
  for (let n = 0; n < 3; n++) expect(await readAll(bytesOf(await s3.open()))).toEqual(content);
  expect(asked).toEqual([1, 0, 0, 0]);
});

describe('what ends before S3 has a word', () => {
  const none = Object.assign(new Error('none found'), { name: 'CredentialsProviderError' });
  const nowhere = (): Promise<string> => Promise.reject(new Error('Region is missing'));
  const role = new LogflowError({ code: 'LF_AWS_ROLE', message: 'refused', hint: 'Allow it.' });
  test.each<[string, S3ClientConfig]>([
    ['LF_AWS_CREDENTIALS', { credentials: () => Promise.reject(none) }],
    ['LF_AWS_ROLE', { credentials: () => Promise.reject(role) }],
    ['LF_AWS_REGION', { region: nowhere }],
  ])('%s: at once, and not counted against the object', async (code, client) => {
    await using s3 = await startFaultyS3(() => {}, { client });
    const waits: number[] = [];
    const clock = { now: Date.now, sleep: async (ms: number) => void waits.push(ms) };
    expect(await s3.open({ clock })).toMatchObject({ kind: 'failed', problem: { code } });
    expect([s3.requests.length, waits.length]).toEqual([0, 0]);
  });

  test('a certificate that nobody trusts', async () => {
    const fixture = (name: string) => readFileSync(new URL(`../../fixtures/tls/${name}`, import.meta.url));
    const server = createServer({ key: fixture('key.pem'), cert: fixture('cert.pem') });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await using s3 = await startFaultyS3(() => {}, { client: { endpoint } });
    const waits: number[] = [];
    const clock = { now: Date.now, sleep: async (ms: number) => void waits.push(ms) };
    expect(await s3.open({ clock })).toMatchObject({
      kind: 'failed',
      problem: { code: 'LF_AWS_UNREACHABLE', hint: expect.stringContaining('NODE_EXTRA_CA_CERTS') },
    });
    expect(waits).toEqual([]);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
