import type { NotificationConfiguration } from '@aws-sdk/client-s3';
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type EmbeddedAws, startEmbeddedAws } from '../../../src/embedded/index.ts';

export interface Queue {
  readonly url: string;
  readonly arn: string;
}

/** An embedded AWS with clients of its own; `await using` ends all of them. */
export async function startWithClients() {
  const aws = await startEmbeddedAws();
  const { endpoint, region, credentials } = aws;
  const s3 = new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 1,
  });
  const sns = new SNSClient({ endpoint, region, credentials, maxAttempts: 1 });
  const sqs = new SQSClient({ endpoint, region, credentials, maxAttempts: 1 });
  return {
    aws,
    s3,
    sns,
    sqs,
    async [Symbol.asyncDispose]() {
      for (const client of [s3, sns, sqs]) {
        client.destroy();
      }
      await aws.stop();
    },
  };
}

export type Clients = { aws: EmbeddedAws; s3: S3Client; sns: SNSClient; sqs: SQSClient };

export async function createQueue({ sqs }: Clients, name: string, attributes = {}): Promise<Queue> {
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  return { url: QueueUrl, arn: Attributes?.QueueArn ?? '' };
}

/** A topic whose messages go to the queue. */
export async function createTopic(
  { sns }: Clients,
  name: string,
  queue: Queue,
  raw: boolean,
): Promise<string> {
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name }));
  const Attributes = { RawMessageDelivery: String(raw) };
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn, Attributes }));
  return TopicArn;
}

export async function notify({ s3 }: Clients, Bucket: string, to: NotificationConfiguration): Promise<void> {
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: to }));
}

/** A bucket whose events of all kinds go straight to a queue; the test message has been taken. */
export async function bucketWithQueue(clients: Clients, Bucket: string): Promise<Queue> {
  const queue = await createQueue(clients, `${Bucket}-queue`);
  await clients.s3.send(new CreateBucketCommand({ Bucket }));
  await notify(clients, Bucket, {
    QueueConfigurations: [{ QueueArn: queue.arn, Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] }],
  });
  await takeBodies(clients, queue);
  return queue;
}

/** What is in the queue now, deleted from it. Events are sent before S3 answers, so there is nothing to wait for. */
export async function take({ sqs }: Clients, { url }: Queue): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) {
      return all;
    }
    all.push(...Messages);
    for (const { ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    }
  }
}

export async function takeBodies(clients: Clients, queue: Queue) {
  return (await take(clients, queue)).map((message) => JSON.parse(message.Body ?? ''));
}

/** `[event name, decoded key]` of every record in the queue, in order. */
export async function takeEvents(clients: Clients, queue: Queue): Promise<[string, string][]> {
  const bodies = await takeBodies(clients, queue);
  return bodies.flatMap((body) =>
    body.Records.map((record: EventRecord): [string, string] => [
      record.eventName,
      decodeKey(record.s3.object.key),
    ]),
  );
}

export interface EventRecord {
  readonly eventName: string;
  readonly s3: { readonly object: { readonly key: string; readonly size?: number; readonly eTag?: string } };
}

/** As a consumer does it. */
export function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '));
}
