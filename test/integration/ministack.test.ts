import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import {
  findMinistack,
  type Ministack,
  type MinistackInstallation,
  startMinistack,
} from '../helpers/ministack.ts';
import { runLogflow } from '../helpers/process.ts';
import { summaryOf } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';
import { waitFor } from '../helpers/wait.ts';

const found = await findMinistack();
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'us-east-1';
const names = ['plain', 'with space', 'a+b', 'a%2Bb', 'a=b', 'a|b', 'a:b', 'é'];

/** A bucket and a queue; `connect` brings the bucket's events to the queue. */
async function drainAfter(
  { endpoint }: Ministack,
  connect: (clients: { s3: S3Client; endpoint: string }, queueArn: string) => Promise<void>,
) {
  const common = { endpoint, region, credentials };
  const s3 = new S3Client({ ...common, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const sqs = new SQSClient(common);
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'flow-queue' }));
  const attributes = async () =>
    (await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))).Attributes ?? {};
  await s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
  await connect({ s3, endpoint }, (await attributes()).QueueArn ?? '');
  for (const [n, name] of names.entries()) {
    const Body = flowLogObject([lineOf(n + 1)]);
    await s3.send(new PutObjectCommand({ Bucket: 'logs', Key: `${folder}/${name}.log.gz`, Body }));
  }
  await waitFor(async () => Number((await attributes()).ApproximateNumberOfMessages) >= names.length, {
    what: 'the events in the queue',
  });
  await using out = temporaryFolder();
  const run = await runLogflow(
    ['consume', '--queue', 'flow-queue', '--output', `ndjson:${out.path}`, '--drain', '--json'],
    {
      env: {
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      },
    },
  );
  const after = await attributes();
  s3.destroy();
  sqs.destroy();
  return { run, left: [after.ApproximateNumberOfMessages, after.ApproximateNumberOfMessagesNotVisible] };
}

describe.skipIf(found.kind === 'missing')('a second opinion on AWS (MiniStack)', () => {
  it('S3 straight to SQS, with its TestEvent: all delivered, queue empty', async () => {
    await using server = await startMinistack(found as MinistackInstallation);
    const { run, left } = await drainAfter(server, async ({ s3 }, QueueArn) => {
      const QueueConfigurations = [{ QueueArn, Events: ['s3:ObjectCreated:*' as const] }];
      const NotificationConfiguration = { QueueConfigurations };
      await s3.send(
        new PutBucketNotificationConfigurationCommand({ Bucket: 'logs', NotificationConfiguration }),
      );
    });
    expect(run).toMatchObject({ code: 0 });
    expect(summaryOf(run.stdout)).toMatchObject({
      ok: true,
      objects: { delivered: names.length },
      documents: { indexed: names.length },
      messages: { testEvents: 1, unrecognised: 0 },
    });
    expect(left).toEqual(['0', '0']);
  });

  it('S3 to EventBridge to SQS: keys that are not encoded are not decoded', async () => {
    await using server = await startMinistack(found as MinistackInstallation);
    const { run, left } = await drainAfter(server, async ({ s3, endpoint }, Arn) => {
      const NotificationConfiguration = { EventBridgeConfiguration: {} };
      await s3.send(
        new PutBucketNotificationConfigurationCommand({ Bucket: 'logs', NotificationConfiguration }),
      );
      const events = new EventBridgeClient({ endpoint, region, credentials });
      const EventPattern = JSON.stringify({ source: ['aws.s3'], 'detail-type': ['Object Created'] });
      await events.send(new PutRuleCommand({ Name: 'created', EventPattern }));
      await events.send(new PutTargetsCommand({ Rule: 'created', Targets: [{ Id: 'queue', Arn }] }));
      events.destroy();
    });
    expect(run).toMatchObject({ code: 0 });
    expect(summaryOf(run.stdout)).toMatchObject({
      ok: true,
      objects: { delivered: names.length },
      documents: { indexed: names.length },
    });
    expect(left).toEqual(['0', '0']);
  });
});
