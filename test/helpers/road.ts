import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type EmbeddedAws, startEmbeddedAws } from '../../src/embedded/index.ts';

export interface Depth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** How the bucket's events reach the queue. */
export type Via = 'sns' | 'sns-raw' | 'direct' | 'nothing';

/** The road of the article: bucket -> topic -> queue (with a dead-letter queue), in an embedded AWS of its own. */
export interface Road extends AsyncDisposable {
  readonly aws: EmbeddedAws;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly bucket: string;
  /** By name, as `--queue` takes it. */
  readonly queue: string;
  readonly queueUrl: string;
  put(key: string, body: string | Uint8Array): Promise<void>;
  send(body: string): Promise<void>;
  depth(): Promise<Depth>;
  deadLetters(): Promise<number>;
}

/** Every kill and release burns a receive: tests that kill need room (R22). */
const maxReceiveCount = 50;

export async function openRoad(via: Via = 'sns'): Promise<Road> {
  const aws = await startEmbeddedAws();
  const common = { endpoint: aws.endpoint, region: aws.region, credentials: aws.credentials };
  const s3 = new S3Client({ ...common, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const sns = new SNSClient(common);
  const sqs = new SQSClient(common);
  const bucket = 'logs';
  const queue = 'flow-queue';
  const createQueue = async (QueueName: string, Attributes: Record<string, string>) => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    const answer = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    return { url: QueueUrl, arn: answer.Attributes?.QueueArn ?? '' };
  };
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const dead = await createQueue('flow-queue-dlq', {});
  const main = await createQueue(queue, {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount }),
  });
  const Events = ['s3:ObjectCreated:*' as const, 's3:ObjectRemoved:*' as const];
  if (via === 'direct') {
    await configure({ QueueConfigurations: [{ QueueArn: main.arn, Events }] });
  } else if (via !== 'nothing') {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'flow-topic' }));
    const Attributes = { RawMessageDelivery: String(via === 'sns-raw') };
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: main.arn, Attributes }));
    await configure({ TopicConfigurations: [{ TopicArn, Events }] });
  }

  function configure(NotificationConfiguration: object) {
    return s3.send(
      new PutBucketNotificationConfigurationCommand({ Bucket: bucket, NotificationConfiguration }),
    );
  }

  return {
    aws,
    s3,
    sqs,
    bucket,
    queue,
    queueUrl: main.url,
    put: async (Key, Body) => void (await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }))),
    send: async (MessageBody) =>
      void (await sqs.send(new SendMessageCommand({ QueueUrl: main.url, MessageBody }))),
    depth: () => depthOf(sqs, main.url),
    deadLetters: async () => (await depthOf(sqs, dead.url)).visible,
    async [Symbol.asyncDispose]() {
      for (const client of [s3, sns, sqs]) client.destroy();
      await aws.stop();
    },
  };
}

export async function depthOf(sqs: SQSClient, QueueUrl: string): Promise<Depth> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return {
    visible: Number(Attributes?.ApproximateNumberOfMessages),
    inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
    delayed: Number(Attributes?.ApproximateNumberOfMessagesDelayed),
  };
}
