import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startAwsProxy } from '../helpers/aws-proxy.ts';
import { diagnose, motoForTests, notOk, saidOf, standIn, wholeSetup } from '../helpers/doctor-kit.ts';
import { findMoto } from '../helpers/moto.ts';
import { type S3Fault, startS3Proxy } from '../helpers/s3-proxy.ts';

const found = await findMoto();

/** What no stand-in of AWS does: a proxy in front of it answers as AWS would. */
describe.skipIf(found.kind === 'missing')('doctor on what AWS refuses', () => {
  const aws = motoForTests(found);
  afterEach(() => void vi.unstubAllEnvs());

  async function withS3(fault: S3Fault, more: object = {}) {
    const setup = await wholeSetup(aws.clients);
    await using proxy = await startS3Proxy(aws.moto.endpoint, fault);
    standIn(aws.moto.endpoint);
    vi.stubEnv('AWS_ENDPOINT_URL_S3', proxy.url);
    const prefix = { bucket: setup.name, prefix: setup.prefix };
    const checked = await diagnose({ queue: setup.name, ...more }, { prefix });
    return { setup, checked };
  }
  const denied = (message: string) =>
    ({ kind: 'answer', status: 403, code: 'AccessDenied', message }) as const;

  it('Requester Pays: named, and well once it is said who pays', async () => {
    const asked: S3Fault = ({ headers, query }) =>
      headers['x-amz-request-payer'] === 'requester' || query.has('notification')
        ? undefined
        : denied('Access Denied');
    const { checked, setup } = await withS3(asked);
    expect(notOk(checked)).toEqual({
      bucket: 'failure LF_BUCKET_REQUESTER_PAYS',
      ...{ 'topic-policy': 'skipped', notification: 'skipped', objects: 'skipped', read: 'skipped' },
    });
    expect(saidOf(checked, 'bucket')).toContain(`bucket ${setup.name} answers only to those who pay`);
    expect(saidOf(checked, 'bucket')).toContain('--request-payer requester');
    expect(notOk((await withS3(asked, { 'request-payer': 'requester' })).checked)).toEqual({});
  });

  it('no right to the key of the bucket: its action and the key', async () => {
    const key = 'arn:aws:kms:us-west-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const message = `User: arn:aws:iam::123456789012:user/me is not authorized to perform: kms:Decrypt on resource: ${key}`;
    const { checked } = await withS3(({ key: of, method }) =>
      of !== '' && method === 'GET' ? denied(message) : undefined,
    );
    expect(notOk(checked)).toEqual({ read: 'failure LF_OBJECT_KMS' });
    expect(saidOf(checked, 'read')).toContain(`Allow kms:Decrypt on ${key}`);
  });

  it('objects that were archived: a warning; objects that may not be read: a failure', async () => {
    const archived = await withS3(({ key }) =>
      key === '' ? undefined : { kind: 'answer', status: 403, code: 'InvalidObjectState' },
    );
    expect(notOk(archived.checked)).toEqual({ read: 'warning LF_OBJECT_ARCHIVED' });
    expect(saidOf(archived.checked, 'read')).toContain('aws s3api restore-object');
    const closed = await withS3(({ key }) => (key === '' ? undefined : denied('Access Denied')));
    expect(notOk(closed.checked)).toEqual({ read: 'failure LF_OBJECT_FORBIDDEN' });
    expect(saidOf(closed.checked, 'read')).toContain('Allow s3:GetObject');
  });

  it('who may not list, or not see the notification, is told the action: warnings', async () => {
    const listing = await withS3(({ key, method, query }) =>
      key === '' && method === 'GET' && query.has('list-type') ? denied('Access Denied') : undefined,
    );
    expect(notOk(listing.checked)).toEqual({
      bucket: 'warning LF_DOCTOR_DENIED',
      ...{ objects: 'skipped', read: 'skipped' },
    });
    expect(saidOf(listing.checked, 'bucket')).toContain('Allow s3:ListBucket');
    const unseen = await withS3(({ query }) =>
      query.has('notification') ? denied('Access Denied') : undefined,
    );
    expect(notOk(unseen.checked)).toEqual({ notification: 'warning LF_DOCTOR_DENIED' });
    expect(saidOf(unseen.checked, 'notification')).toContain('Allow s3:GetBucketNotification');
  });

  it('two ways to the queue, and uploads in parts that nobody tells of', async () => {
    const setup = await wholeSetup(aws.clients);
    const both = {
      TopicConfigurations: [{ TopicArn: setup.topicArn, Events: ['s3:ObjectCreated:Put' as const] }],
      QueueConfigurations: [{ QueueArn: setup.queueArn, Events: ['s3:ObjectCreated:Put' as const] }],
    };
    await aws.clients.s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket: setup.name, NotificationConfiguration: both }),
    );
    standIn(aws.moto.endpoint);
    const checked = await diagnose({ queue: setup.name });
    expect(notOk(checked)).toEqual({
      notification: 'warning LF_NOTIFICATION_EVENTS LF_NOTIFICATION_TWICE',
    });
    expect(saidOf(checked, 'notification')).toContain('s3:ObjectCreated:CompleteMultipartUpload');
    expect(saidOf(checked, 'notification')).toContain('the same objects twice');
  });

  const afterKeys = [
    ...['queue', 'visibility', 'queue-encryption', 'in-flight', 'redrive', 'dead-letter-queue'],
    ...['dead-letter-retention', 'dead-letters', 'queue-policy', 'topic', 'topic-policy', 'topic-encryption'],
    ...['subscription', 'rule', 'bucket', 'notification', 'objects', 'read', 'clock'],
  ];
  const without = (ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, 'skipped']));

  it('keys that have expired: told once', async () => {
    const message = 'The security token included in the request is expired';
    await using proxy = await startAwsProxy(aws.moto.endpoint, () => ({
      kind: 'refuse',
      code: 'ExpiredToken',
      message,
    }));
    standIn(proxy.url);
    const checked = await diagnose({ queue: 'flow-logs' });
    expect(notOk(checked)).toEqual({ credentials: 'failure LF_AWS_CREDENTIALS', ...without(afterKeys) });
    expect(saidOf(checked, 'credentials')).toContain('ExpiredToken: The security token');
    expect(saidOf(checked, 'credentials')).toContain('renew them');
  });

  it('no keys, no region', async () => {
    standIn(aws.moto.endpoint);
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    const keyless = await diagnose({ queue: 'flow-logs' });
    expect(notOk(keyless)).toEqual({ credentials: 'failure LF_AWS_CREDENTIALS', ...without(afterKeys) });
    vi.stubEnv('AWS_REGION', undefined);
    const regionless = await diagnose({ queue: 'flow-logs' });
    expect(notOk(regionless)).toEqual({ credentials: 'failure LF_AWS_REGION', ...without(afterKeys) });
    expect(saidOf(regionless, 'credentials')).toContain('Pass --region');
    vi.stubEnv('AWS_REGION', '');
    expect(notOk(await diagnose({ queue: 'flow-logs' }))).toMatchObject({
      credentials: 'failure LF_AWS_REGION',
    });
  });

  it('a service that hangs is named, and the others are looked at', async () => {
    const setup = await wholeSetup(aws.clients);
    await using proxy = await startAwsProxy(aws.moto.endpoint, () => ({ kind: 'hang' }));
    standIn(aws.moto.endpoint);
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', proxy.url);
    const deaf = await diagnose({ queue: setup.name }, {}, { deadline: 3_000 });
    expect(notOk(deaf)).toMatchObject({ queue: 'failure LF_AWS_TIMEOUT', visibility: 'skipped' });
    expect(saidOf(deaf, 'queue')).toContain(`${proxy.url} does not answer (queue ${setup.name})`);
    expect(saidOf(deaf, 'queue')).toContain('VPC endpoint for sqs');

    standIn(aws.moto.endpoint);
    vi.stubEnv('AWS_ENDPOINT_URL_SQS', aws.moto.endpoint);
    vi.stubEnv('AWS_ENDPOINT_URL_STS', proxy.url);
    const unknown = await diagnose({ queue: setup.name }, {}, { deadline: 3_000 });
    expect(notOk(unknown).credentials).toBe('warning LF_AWS_TIMEOUT');
    expect(notOk(unknown).queue).not.toBe('skipped');
    expect(saidOf(unknown, 'credentials')).toContain(`${proxy.url} does not answer`);
  });

  it('a clock that is ten minutes off', async () => {
    const setup = await wholeSetup(aws.clients);
    await using proxy = await startAwsProxy(aws.moto.endpoint, () => ({ kind: 'shift', ms: -600_000 }));
    standIn(proxy.url);
    const checked = await diagnose({ queue: setup.name });
    expect(notOk(checked)).toEqual({ clock: 'failure LF_CLOCK' });
    expect(saidOf(checked, 'clock')).toMatch(/is 10 min \d+ s ahead of that of http:\/\/127/);
  });

  it('who may not ask about queue and topic is told the action', async () => {
    const setup = await wholeSetup(aws.clients);
    await using proxy = await startAwsProxy(aws.moto.endpoint, ({ action }) =>
      action === 'GetQueueAttributes' || action === 'GetTopicAttributes'
        ? { kind: 'refuse', code: 'AccessDenied', message: `not authorized to perform: ${action}` }
        : undefined,
    );
    standIn(proxy.url);
    const checked = await diagnose({ queue: setup.name });
    expect(notOk(checked)).toMatchObject({ queue: 'warning LF_DOCTOR_DENIED', 'queue-policy': 'skipped' });
    expect(saidOf(checked, 'queue')).toContain('Allow sqs:GetQueueAttributes');
    expect(checked.some(({ verdict }) => verdict.kind === 'failure')).toBe(false);
  });
});
