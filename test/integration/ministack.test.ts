import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { findMinistack, startMinistack } from '../helpers/ministack.ts';
import { runLogflow } from '../helpers/process.ts';
import { summaryOf } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const found = await findMinistack();

describe.skipIf(found.kind === 'missing')('a second opinion on AWS (MiniStack)', () => {
  it('S3 straight to SQS, with its TestEvent: all delivered, queue empty', async () => {
    if (found.kind === 'missing') return;
    await using server = await startMinistack(found);
    await using out = temporaryFolder();
    const env = {
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    };
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const common = { endpoint: server.endpoint, region: 'us-east-1', credentials };
    const s3 = new S3Client({ ...common, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
    const sqs = new SQSClient(common);
    await s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'flow-queue' }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    await s3.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: 'logs',
        NotificationConfiguration: {
          QueueConfigurations: [{ QueueArn: Attributes?.QueueArn, Events: ['s3:ObjectCreated:*'] }],
        },
      }),
    );
    const names = ['plain', 'with space', 'a+b', 'a%2Bb', 'a=b', 'a|b', 'a:b', 'é'];
    for (const [n, name] of names.entries()) {
      const Body = flowLogObject([lineOf(n + 1)]);
      await s3.send(new PutObjectCommand({ Bucket: 'logs', Key: `${folder}/${name}.log.gz`, Body }));
    }

    const run = await runLogflow(
      ['consume', '--queue', 'flow-queue', '--output', `ndjson:${out.path}`, '--drain', '--json'],
      { env },
    );

    expect(run).toMatchObject({ code: 0 });
    expect(summaryOf(run.stdout)).toMatchObject({
      ok: true,
      objects: { delivered: names.length },
      documents: { indexed: names.length },
    });
    const after = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(after.Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
    s3.destroy();
    sqs.destroy();
  });
});
