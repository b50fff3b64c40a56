import { expect, it } from 'vitest';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import type { S3Call, S3Harm } from '../helpers/s3-proxy.ts';
import { consumePoison, expectHeldBack, expectSettled, healthy } from './poison-kit.ts';

/*
 * Objects that S3 does not give, each in front of healthy ones. No emulator knows these: a proxy answers as S3 writes.
 * What other tests hold of the peers' outages: envelopes, keys, TestEvent, removals (messages, keys, ministack), members
 * and formats of compression (unit/source/decompress), headers, NODATA, IPv6, account ids (unit/parse), 413, 429, 409 and
 * a red cluster (unit/sink/send, away), refused documents (rejects, away), lost leases and 12 hours (unit/source/lease),
 * SIGTERM in the middle (stop).
 */

const stored = flowLogObject([1001, 1002, 1003].map(lineOf));

const refusal = (status: number, code: string, message: string, more = ''): S3Harm => ({
  kind: 'answer',
  status,
  code,
  body: `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>${code}</Code><Message>${message}</Message>${more}<RequestId>4442587FB7D0A2F9</RequestId><HostId>s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234=</HostId></Error>`,
});

const role = 'arn:aws:sts::123456789012:assumed-role/logflow/i-0abc';
const key = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

it.each<[string, S3Harm, RegExp, RegExp]>([
  [
    'no access, or an object that is gone for a role without ListBucket',
    refusal(403, 'AccessDenied', 'Access Denied'),
    /^LF_OBJECT_FORBIDDEN$/,
    /s3:GetObject.*s3:ListBucket.*gone/,
  ],
  [
    'no right to its KMS key',
    refusal(
      403,
      'AccessDenied',
      `User: ${role} is not authorized to perform: kms:Decrypt on resource: ${key} because no identity-based policy allows the kms:Decrypt action`,
    ),
    /^LF_OBJECT_KMS$/,
    /kms:Decrypt/,
  ],
  [
    'a KMS key that is disabled',
    refusal(400, 'KMS.DisabledException', `${key} is disabled.`),
    /^LF_OBJECT_KMS$/,
    /key/,
  ],
  [
    'archived in Glacier',
    refusal(
      403,
      'InvalidObjectState',
      "The operation is not valid for the object's storage class",
      '<StorageClass>GLACIER</StorageClass>',
    ),
    /^LF_OBJECT_ARCHIVED$/,
    /[Rr]estore/,
  ],
  [
    'a bucket that is gone',
    refusal(404, 'NoSuchBucket', 'The specified bucket does not exist', '<BucketName>logs</BucketName>'),
    /^LF_BUCKET_MISSING$/,
    /endpoint/,
  ],
])('%s: held back with what to do', async (_name, harm, problem, hint) => {
  const ending = await consumePoison({ stored, harm: () => harm });
  expectHeldBack(ending, problem, hint);
  expect(ending.docs).toBe(healthy);
  expect(ending.asked.length).toBeLessThan(10);
});

it('S3 that is slow for one object for good: tried with patience, then given back', async () => {
  const slow = refusal(503, 'SlowDown', 'Please reduce your request rate.');
  const ending = await consumePoison({ stored, harm: () => slow });
  expectHeldBack(ending, /^LF_/, /./);
  expect(ending.asked.length).toBeGreaterThan(2);
  expect(ending.asked.length).toBeLessThan(20);
});

it('requester pays: no access to who does not', async () => {
  const denied = refusal(403, 'AccessDenied', 'Access Denied');
  const ending = await consumePoison({
    stored,
    harm: ({ headers }) => (headers['x-amz-request-payer'] === 'requester' ? undefined : denied),
  });
  expectHeldBack(ending, /^LF_OBJECT_FORBIDDEN$/, /s3:GetObject/);
});

const redirect = (region: string): S3Harm => {
  const moved = refusal(
    301,
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    `<Endpoint>logs.s3.${region}.amazonaws.com</Endpoint><Bucket>logs</Bucket>`,
  );
  return { ...moved, headers: { 'x-amz-bucket-region': region } } as S3Harm;
};
const signedFor = ({ headers }: S3Call, region: string) =>
  String(headers.authorization).includes(`/${region}/s3/`);

it('a bucket in another region: followed', async () => {
  const ending = await consumePoison({
    stored,
    harm: (call) => (signedFor(call, 'eu-west-1') ? undefined : redirect('eu-west-1')),
  });
  expectSettled(ending, { delivered: healthy + 1 });
  expect(ending.docs).toBe(healthy + 3);
});

it('regions that send on to each other: followed once, not for ever', async () => {
  const ending = await consumePoison({
    stored,
    harm: (call) => redirect(signedFor(call, 'eu-west-1') ? 'eu-west-2' : 'eu-west-1'),
  });
  expectHeldBack(ending, /^LF_BUCKET_REGION$/, /region/);
  expect(ending.asked.length).toBeLessThan(10);
});

it.each<[string, S3Harm]>([
  ['a body that stalls', { kind: 'stall', after: 100 }],
  ['a body that ends too early', { kind: 'truncate', after: 100 }],
  ['a connection that is cut', { kind: 'reset' }],
  [
    'an S3 that fails once',
    refusal(500, 'InternalError', 'We encountered an internal error. Please try again.'),
  ],
])('%s: read on where it was, every line once', async (_name, harm) => {
  const ending = await consumePoison({
    stored,
    harm: (_call, nth) => (nth === 0 ? harm : undefined),
    args: ['--read-timeout', '0.5s'],
  });
  expectSettled(ending, { delivered: healthy + 1 });
  expect(ending.docs).toBe(healthy + 3);
  expect(ending.summary.documents).toMatchObject({ read: healthy + 3, indexed: healthy + 3 });
});

it('an object that was deleted before it was read: settled as gone', async () => {
  const ending = await consumePoison({});
  expectSettled(ending, { delivered: healthy, missing: 1 });
  expect(ending.summary.problems.map(({ code }) => code)).toContain('LF_OBJECT_GONE');
  expect(JSON.stringify(ending.summary.problems)).toContain(folder);
});
