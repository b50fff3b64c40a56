import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { CreateQueueCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, vi } from 'vitest';
import { type Examination, examine } from '../../src/app/doctor/doctor.ts';
import type { DoctorOptions } from '../../src/app/doctor/options.ts';
import type { Checked } from '../../src/app/doctor/run-checks.ts';
import { loadSettings, type RawSettings } from '../../src/app/settings/load.ts';
import { articleHeader, goldenLine } from './flow-lines.ts';
import { type Moto, motoAccount, startMoto } from './moto.ts';
import type { Part } from './parts.ts';
import type { PythonInstallation } from './python-packages.ts';

const region = 'us-west-2';

/** What the SDK's clients, ours and the tests', find in the environment; `vi.unstubAllEnvs()` takes it back. */
export function standIn(endpoint: string): void {
  const variables = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: '/no/such/file',
    AWS_SHARED_CREDENTIALS_FILE: '/no/such/file',
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

/** Straight to the server, whatever the environment says later. */
export function clientsFor(endpoint: string) {
  const config = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  return {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
    events: new EventBridgeClient(config),
  };
}

export type TestClients = ReturnType<typeof clientsFor>;

/** One moto for all tests of the file or `describe` that calls it; its fields are there once tests run. */
export function motoForTests(found: Part<PythonInstallation>): {
  readonly moto: Moto;
  readonly clients: TestClients;
} {
  const started = {} as { moto: Moto; clients: TestClients };
  beforeAll(async () => {
    if (found.kind === 'missing') return;
    started.moto = await startMoto(found);
    started.clients = clientsFor(started.moto.endpoint);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await started.moto?.stop();
  });
  return started;
}

/** A set-up as `setup` makes it, with names that no other test has. */
export type WholeSetup = Awaited<ReturnType<typeof wholeSetup>>;

export async function wholeSetup({ s3, sns, sqs }: TestClients) {
  const name = `d${randomBytes(6).toString('hex')}`;
  const prefix = `AWSLogs/${motoAccount}/vpcflowlogs/`;
  const topicArn = `arn:aws:sns:${region}:${motoAccount}:${name}`;
  const queueArn = `arn:aws:sqs:${region}:${motoAccount}:${name}`;
  const deadLetterQueue = `${name}-dlq`;
  const retention = { MessageRetentionPeriod: '1209600' };
  const { QueueUrl: deadLetterUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: deadLetterQueue, Attributes: retention }),
  );
  const Policy = letsIn('sns', 'sqs:SendMessage', queueArn, topicArn);
  const { QueueUrl: queueUrl = '' } = await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: {
        VisibilityTimeout: '300',
        MessageRetentionPeriod: '345600',
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${queueArn}-dlq`, maxReceiveCount: 20 }),
        Policy,
      },
    }),
  );
  await sns.send(new CreateTopicCommand({ Name: name }));
  const setTopic = (AttributeName: string, AttributeValue: string) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn: topicArn, AttributeName, AttributeValue }));
  await setTopic('Policy', letsIn('s3', 'sns:Publish', topicArn, `arn:aws:s3:::${name}`));
  const { SubscriptionArn: subscriptionArn = '' } = await sns.send(
    new SubscribeCommand({
      ...{ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn, ReturnSubscriptionArn: true },
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  await s3.send(
    new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint: region } }),
  );
  const notify = (Prefix: string) =>
    s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: name,
        NotificationConfiguration: {
          TopicConfigurations: [
            { TopicArn: topicArn, Events: ['s3:ObjectCreated:*'], Filter: filter(Prefix) },
          ],
        },
      }),
    );
  const key = `${prefix}${region}/2020/03/08/${motoAccount}_vpcflowlogs_${region}_fl-1_20200308T1510Z_ab.log.gz`;
  const Body = gzipSync(`${articleHeader}\n${goldenLine}\n`);
  await s3.send(new PutObjectCommand({ Bucket: name, Key: key, Body }));
  await notify(prefix);
  // moto forgets the policy when another attribute is set.
  const setQueue = (attributes: Record<string, string>) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy, ...attributes } }));
  return {
    ...{ name, prefix, key, topicArn, queueArn, queueUrl, deadLetterQueue, deadLetterUrl, subscriptionArn },
    ...{ setQueue, setTopic, notify },
  };
}

const filter = (prefix: string) => ({
  Key: {
    FilterRules: [
      { Name: 'prefix' as const, Value: prefix },
      { Name: 'suffix' as const, Value: '.log.gz' },
    ],
  },
});

/** A policy that lets one sender in. */
export function letsIn(service: string, action: string, resource: string, source: string): string {
  const statement = {
    ...{
      Effect: 'Allow',
      Principal: { Service: `${service}.amazonaws.com` },
      Action: action,
      Resource: resource,
    },
    Condition: { ArnEquals: { 'aws:SourceArn': source } },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

/** Runs all checks with time enough for a busy machine, on a day on which the geo data is young. */
export function diagnose(
  given: RawSettings,
  options: Partial<DoctorOptions> = {},
  more: Partial<Examination> = {},
): Promise<readonly Checked[]> {
  return examine(
    loadSettings(given, undefined, []),
    { prefix: undefined, ...options },
    {
      deadline: 60_000,
      stop: new AbortController().signal,
      ended: () => {},
      now: () => Date.parse('2026-11-23T12:00:00Z'),
      ...more,
    },
  );
}

/** What is not ok: the codes of its problems by check, or `skipped`. */
export function notOk(checked: readonly Checked[]): Record<string, string> {
  return Object.fromEntries(
    checked.flatMap(({ id, verdict }) => {
      if (verdict.kind === 'ok') return [];
      const codes = 'problems' in verdict ? verdict.problems.map(({ code }) => code) : [];
      return [[id, [verdict.kind, ...codes].join(' ')]];
    }),
  );
}

/** All that is said of one check. */
export function saidOf(checked: readonly Checked[], id: string): string {
  const verdict = checked.find((one) => one.id === id)?.verdict;
  if (!verdict) throw new Error(`there is no check ${id}`);
  if (verdict.kind === 'ok') return verdict.says;
  if (verdict.kind === 'skipped') return verdict.why;
  return verdict.problems.map(({ message, hint }) => `${message}\n${hint}`).join('\n');
}
