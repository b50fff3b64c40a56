import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { FlowLogObject } from './flow-logs.ts';

const compress = promisify(gzip);

export interface DemoClients {
  readonly s3: S3Client;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

/** The article's names. */
export const names = {
  bucket: 'loganalyticsdev-bucket',
  topic: 'loganalyticsdev-topic',
  queue: 'loganalyticsdev-queue',
  deadLetters: 'loganalyticsdev-queue-dlq',
} as const;

/** Consumers that die or are scaled in burn a receive each (R22). */
const maxReceiveCount = 20;

/** Steps 1, 2, 3 and 5 of the article: bucket, topic, queue with its dead-letter queue, subscription, notification. */
export async function createResources({ s3, sns, sqs }: DemoClients): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: names.bucket }));
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: names.topic }));
  const deadLetterArn = await createQueue(sqs, names.deadLetters, {
    // Age counts from the first enqueue: keep them as long as SQS can (R28).
    MessageRetentionPeriod: String(14 * 86_400),
  });
  const queueArn = await createQueue(sqs, names.queue, {
    VisibilityTimeout: '300',
    MessageRetentionPeriod: String(4 * 86_400),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterArn, maxReceiveCount }),
  });
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn }));
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: names.bucket,
      NotificationConfiguration: {
        TopicConfigurations: [
          {
            Id: 'logflow',
            TopicArn,
            Events: ['s3:ObjectCreated:*'],
            Filter: {
              Key: {
                FilterRules: [
                  { Name: 'prefix', Value: 'AWSLogs/' },
                  { Name: 'suffix', Value: '.log.gz' },
                ],
              },
            },
          },
        ],
      },
    }),
  );
}

async function createQueue(
  sqs: SQSClient,
  name: string,
  attributes: Record<string, string>,
): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  return Attributes?.QueueArn ?? '';
}

/** Puts an object as the flow log service would; answers with its compressed size in bytes. */
export async function putObject(s3: S3Client, object: FlowLogObject): Promise<number> {
  const body = await compress(object.text);
  await s3.send(
    new PutObjectCommand({
      Bucket: names.bucket,
      Key: object.key,
      Body: body,
      ContentType: 'application/octet-stream',
    }),
  );
  return body.length;
}
