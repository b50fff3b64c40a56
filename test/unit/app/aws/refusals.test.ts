import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { Credentials } from '../../../../src/app/aws/credentials.ts';
import { payAsRequester, renewWhenRefused } from '../../../../src/app/aws/refusals.ts';
import { LogflowError } from '../../../../src/model/errors.ts';
import { leanGet } from '../../../../src/source/s3-get-lean.ts';
import { answering } from '../../../helpers/answering.ts';
import { bytesOf, head, readAll, refuse, startFaultyS3 } from '../../source/s3-kit.ts';
import { isOfSdk, isSignedRight } from '../../source/sigv4-check.ts';

const content = Buffer.from('log line\n');
const { signal } = new AbortController();
const ref = { kind: 's3', bucket: 'logs', key: 'k' } as const;

/** Keys `A1`, `A2`, …, and time that passes at once where anybody sleeps. */
function numbered(trouble?: () => Error | undefined) {
  let n = 0;
  let slept = 0;
  const clock = {
    now: () => Date.now() + slept,
    sleep: async (ms: number) => {
      slept += ms;
    },
  };
  const fetch = async () => {
    const error = trouble?.();
    if (error) throw error;
    n += 1;
    return { accessKeyId: `A${n}`, secretAccessKey: 's', sessionToken: `t${n}` };
  };
  return new Credentials(fetch, { clock });
}

const keyOf = (request: IncomingMessage) =>
  /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';

/** An S3 that takes keys that `good` likes, and a client that renews its own. */
async function startPicky(good: (key: string) => boolean, credentials = numbered(), code = 'ExpiredToken') {
  const seen: IncomingMessage[] = [];
  const s3 = await startFaultyS3(
    ({ req, res }) => {
      seen.push(req);
      if (!good(keyOf(req))) return refuse(res, code === 'ExpiredToken' ? 400 : 403, code);
      head(res, content);
      res.end(content);
    },
    { client: { credentials: credentials.provider } },
  );
  renewWhenRefused(s3.s3, credentials);
  const keys = () => seen.map((request) => `${isOfSdk(request) ? '' : 'lean '}${keyOf(request)}`);
  return { ...s3, seen, keys };
}

describe('an object', () => {
  test.each(['ExpiredToken', 'InvalidAccessKeyId', 'InvalidToken', 'TokenRefreshRequired'])(
    'is asked for again with other keys after %s',
    async (code) => {
      await using s3 = await startPicky((key) => key !== 'A1', numbered(), code);
      expect(await readAll(bytesOf(await s3.open()))).toEqual(content);
      expect(s3.keys()).toEqual(['A1', 'A2']);
    },
  );

  test('that is asked for without the SDK, too, when keys end between two of them', async () => {
    let ended = 'none';
    await using s3 = await startPicky((key) => key !== ended);
    const read = async () => readAll(bytesOf(await s3.open()));
    await read();
    await read();
    ended = 'A1';
    expect(await read()).toEqual(content);
    expect(await read()).toEqual(content);
    expect(s3.keys()).toEqual(['A1', 'lean A1', 'lean A1', 'A1', 'A2', 'lean A2']);
  });

  test('fails when no keys are taken, and is not asked for without end', async () => {
    await using s3 = await startPicky(() => false);
    expect(await s3.open()).toMatchObject({ kind: 'failed', problem: { code: 'LF_AWS_CREDENTIALS' } });
    expect(s3.keys()).toEqual(['A1', 'A2', 'A3']);
  });

  test('fails with why there are no others', async () => {
    let calls = 0;
    const problem = { code: 'LF_AWS_ROLE', message: 'AWS refuses the role r', hint: 'Mend it.' };
    const credentials = numbered(() => (++calls > 1 ? new LogflowError(problem) : undefined));
    await using s3 = await startPicky(() => false, credentials);
    expect(await s3.open()).toEqual({ kind: 'failed', problem });
    expect(await s3.open()).toEqual({ kind: 'failed', problem });
    expect(calls).toBe(2);
  });

  test('fails with why there are no keys at all', async () => {
    const problem = { code: 'LF_AWS_ROLE', message: 'AWS refuses the role r', hint: 'Mend it.' };
    await using s3 = await startPicky(
      () => true,
      numbered(() => new LogflowError(problem)),
    );
    expect(await s3.open()).toEqual({ kind: 'failed', problem });
    expect(s3.seen).toEqual([]);
  });

  test('that may not be read is not asked for with other keys', async () => {
    await using s3 = await startPicky(() => false, numbered(), 'AccessDenied');
    expect(await s3.open()).toMatchObject({ kind: 'unreadable', problem: { code: 'LF_OBJECT_FORBIDDEN' } });
    expect(s3.keys()).toEqual(['A1', 'A1', 'A1']);
  });
});

test('a stream is not sent twice: what is left of it is not the object', async () => {
  await using s3 = await startPicky((key) => key !== 'A1');
  const put = (Body: Buffer | Readable) =>
    s3.s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'k', Body, ContentLength: content.length }));
  await expect(put(Readable.from([content]))).rejects.toMatchObject({ name: 'ExpiredToken' });
  await put(content);
  expect(s3.keys()).toEqual(['A1', 'A1', 'A2']);
});

test('a queue is asked again, as well', async () => {
  let calls = 0;
  await using server = await answering((respond) => {
    calls += 1;
    const said = { __type: 'com.amazon.coral.service#ExpiredTokenException', message: 'has expired' };
    if (calls === 1) respond(403, JSON.stringify(said));
    else respond(200, '{}');
  });
  const credentials = numbered();
  const common = { region: 'us-east-1', endpoint: server.url, maxAttempts: 1 };
  const sqs = new SQSClient({ ...common, credentials: credentials.provider });
  renewWhenRefused(sqs, credentials);
  await sqs.send(new ReceiveMessageCommand({ QueueUrl: `${server.url}/1/q` }));
  expect(calls).toBe(2);
  sqs.destroy();
});

test('requester pays: every request says so, signed, without the SDK, too', async () => {
  await using s3 = await startPicky(() => true);
  payAsRequester(s3.s3);
  await s3.open();
  expect(await leanGet(s3.s3, ref, 5_000, signal)).toBeDefined();
  await s3.s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'k', Body: content }));
  expect(s3.seen.map((request) => request.headers['x-amz-request-payer'])).toEqual(
    Array(3).fill('requester'),
  );
  expect(s3.keys()).toEqual(['A1', 'lean A1', 'A1']);
  for (const request of s3.seen.slice(0, 2)) {
    expect(request.headers.authorization).toContain('x-amz-request-payer');
    expect(isSignedRight(request, 's')).toBe(true);
  }
});

test('without requester pays nothing says so', async () => {
  await using s3 = await startPicky(() => true);
  await s3.open();
  expect(s3.seen[0]?.headers).not.toHaveProperty('x-amz-request-payer');
});
