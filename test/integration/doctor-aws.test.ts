import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import {
  DeleteTopicCommand,
  SetSubscriptionAttributesCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { DeleteQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  diagnose,
  motoForTests,
  notOk,
  saidOf,
  standIn,
  type TestClients,
  type WholeSetup,
  wholeSetup,
} from '../helpers/doctor-kit.ts';
import { findMoto } from '../helpers/moto.ts';

/** One way to break a set-up, and all that is to be seen of it. */
interface Break {
  readonly name: string;
  readonly by: (setup: WholeSetup, clients: TestClients) => Promise<unknown>;
  /** Everything that is not ok. */
  readonly table: Readonly<Record<string, string>>;
  /** The check that has the cause, and words of what is wrong and of its cure. */
  readonly check: string;
  readonly says: (setup: WholeSetup) => readonly string[];
}

const subscriptionAttribute = (AttributeName: string, AttributeValue: string): Break['by'] => {
  return ({ subscriptionArn }, { sns }) =>
    sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn: subscriptionArn,
        AttributeName,
        AttributeValue,
      }),
    );
};

const breaks: readonly Break[] = [
  {
    name: 'no redrive policy',
    by: ({ setQueue }) => setQueue({ RedrivePolicy: '' }),
    table: {
      redrive: 'warning LF_DLQ_NONE',
      'dead-letter-queue': 'skipped',
      'dead-letter-retention': 'skipped',
      'dead-letters': 'skipped',
    },
    check: 'redrive',
    says: ({ name }) => [`queue ${name} has no redrive policy`, 'maxReceiveCount of 20'],
  },
  {
    name: 'a dead-letter queue that is gone',
    by: ({ deadLetterUrl }, { sqs }) => sqs.send(new DeleteQueueCommand({ QueueUrl: deadLetterUrl })),
    table: {
      'dead-letter-queue': 'failure LF_DLQ_MISSING',
      'dead-letter-retention': 'skipped',
      'dead-letters': 'skipped',
    },
    check: 'dead-letter-queue',
    says: ({ deadLetterQueue }) => [`names ${deadLetterQueue} of account 123456789012`, 'Create that queue'],
  },
  {
    name: 'too few receives',
    by: ({ setQueue, queueArn }) =>
      setQueue({
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${queueArn}-dlq`, maxReceiveCount: 3 }),
      }),
    table: { redrive: 'warning LF_QUEUE_RECEIVES' },
    check: 'redrive',
    says: () => ['after 3 receives', 'to 20'],
  },
  {
    name: 'dead letters that wait',
    by: ({ deadLetterUrl }, { sqs }) =>
      sqs.send(new SendMessageCommand({ QueueUrl: deadLetterUrl, MessageBody: 'x' })),
    table: { 'dead-letters': 'warning LF_DEAD_LETTERS' },
    check: 'dead-letters',
    says: ({ name, deadLetterQueue }) => [
      `1 message is in ${deadLetterQueue}`,
      `\`logflow dlq list --queue ${name}\``,
    ],
  },
  {
    name: 'a visibility timeout that is too small',
    by: ({ setQueue }) => setQueue({ VisibilityTimeout: '30' }),
    table: { visibility: 'warning LF_QUEUE_VISIBILITY' },
    check: 'visibility',
    says: () => ['is 30 s', 'VisibilityTimeout of the queue to 300 s'],
  },
  {
    name: 'a queue under alias/aws/sqs',
    by: ({ setQueue }) => setQueue({ KmsMasterKeyId: 'alias/aws/sqs' }),
    table: { 'queue-encryption': 'failure LF_KMS_AWS_MANAGED' },
    check: 'queue-encryption',
    says: () => ['encrypted with alias/aws/sqs', 'SqsManagedSseEnabled'],
  },
  {
    name: 'a topic under alias/aws/sns',
    by: ({ setTopic }) => setTopic('KmsMasterKeyId', 'alias/aws/sns'),
    table: { 'topic-encryption': 'failure LF_KMS_AWS_MANAGED' },
    check: 'topic-encryption',
    says: ({ name }) => [`topic ${name} is encrypted with alias/aws/sns`, 'customer managed key'],
  },
  {
    name: 'a queue policy without the topic',
    by: ({ setQueue }) => setQueue({ Policy: '' }),
    table: { 'queue-policy': 'failure LF_QUEUE_POLICY' },
    check: 'queue-policy',
    says: ({ name, topicArn }) => [`does not let topic ${name} send`, `"aws:SourceArn":"${topicArn}"`],
  },
  {
    name: 'a topic policy without the bucket',
    by: ({ setTopic, topicArn, name }) =>
      setTopic(
        'Policy',
        JSON.stringify({
          Statement: {
            ...{ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sns:Publish' },
            ...{ Resource: topicArn, Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:s3:::${name}` } } },
            ...{ Condition: { StringEquals: { 'aws:SourceArn': 'arn:aws:s3:::another-bucket' } } },
          },
        }),
      ),
    table: { 'topic-policy': 'failure LF_TOPIC_POLICY' },
    check: 'topic-policy',
    says: ({ name }) => [`topic ${name} does not let bucket ${name} publish`, `arn:aws:s3:::${name}`],
  },
  {
    name: 'a topic that is gone',
    by: ({ topicArn }, { sns }) => sns.send(new DeleteTopicCommand({ TopicArn: topicArn })),
    table: {
      topic: 'failure LF_TOPIC_MISSING',
      'topic-policy': 'skipped',
      'topic-encryption': 'skipped',
      subscription: 'skipped',
    },
    check: 'topic',
    says: ({ topicArn }) => [`there is no topic ${topicArn}`, '`logflow setup`'],
  },
  {
    name: 'no subscription',
    by: ({ subscriptionArn }, { sns }) =>
      sns.send(new UnsubscribeCommand({ SubscriptionArn: subscriptionArn })),
    table: { subscription: 'failure LF_SUBSCRIPTION_MISSING' },
    check: 'subscription',
    says: ({ name, queueArn }) => [`queue ${name} is not subscribed`, `endpoint ${queueArn}`],
  },
  {
    name: 'a subscription that is not raw',
    by: subscriptionAttribute('RawMessageDelivery', 'false'),
    table: { subscription: 'warning LF_SUBSCRIPTION_NOT_RAW' },
    check: 'subscription',
    says: () => ['wraps messages', 'RawMessageDelivery of the subscription to true'],
  },
  {
    name: 'a subscription that lets nothing through',
    by: subscriptionAttribute('FilterPolicy', '{"kind":["log"]}'),
    table: { subscription: 'failure LF_SUBSCRIPTION_FILTER' },
    check: 'subscription',
    says: () => ['filter policy: nothing gets through', 'Take the filter policy away'],
  },
  {
    name: 'no notification',
    by: ({ name }, { s3 }) =>
      s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: name, NotificationConfiguration: {} })),
    table: { notification: 'failure LF_NOTIFICATION_MISSING' },
    check: 'notification',
    says: ({ name }) => [`bucket ${name} announces no object to queue ${name}`, '--only notification'],
  },
  {
    name: 'a notification with a wrong prefix',
    by: ({ notify }) => notify('AWSLogs/999999999999/'),
    table: { notification: 'failure LF_NOTIFICATION_FILTER' },
    check: 'notification',
    says: ({ prefix }) => [`AWSLogs/999999999999/*.log.gz`, `none of ${prefix}`, 'Mend prefix and suffix'],
  },
  {
    name: 'a notification with a narrow prefix',
    by: ({ notify, prefix }) => notify(`${prefix}us-west-2/`),
    table: { notification: 'warning LF_NOTIFICATION_FILTER' },
    check: 'notification',
    says: () => ['only a part of', 'Widen'],
  },
  {
    name: 'a bucket that is gone',
    by: async ({ name, key }, { s3 }) => {
      await s3.send(new DeleteObjectCommand({ Bucket: name, Key: key }));
      await s3.send(new DeleteBucketCommand({ Bucket: name }));
    },
    table: {
      bucket: 'failure LF_BUCKET_MISSING',
      'topic-policy': 'skipped',
      notification: 'skipped',
      objects: 'skipped',
      read: 'skipped',
    },
    check: 'bucket',
    says: ({ name }) => [`there is no bucket ${name}`, 'Check the endpoint and the account'],
  },
  {
    name: 'a queue that is gone',
    by: ({ queueUrl }, { sqs }) => sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl })),
    table: {
      queue: 'failure LF_QUEUE_MISSING',
      ...Object.fromEntries(
        [
          ...['visibility', 'queue-encryption', 'in-flight', 'redrive', 'dead-letter-queue'],
          ...['dead-letter-retention', 'dead-letters', 'queue-policy', 'topic', 'topic-policy'],
          ...['topic-encryption', 'subscription', 'rule', 'notification'],
        ].map((id) => [id, 'skipped']),
      ),
    },
    check: 'queue',
    says: ({ name }) => [`there is no queue ${name}`, 'Check --queue, --region'],
  },
];

const found = await findMoto();

describe.skipIf(found.kind === 'missing')('doctor on a set-up of AWS', () => {
  const aws = motoForTests(found);
  beforeAll(() => standIn(aws.moto.endpoint));

  it('a whole one: nothing but ok, and the bucket is found by the policies', async () => {
    const setup = await wholeSetup(aws.clients);
    const checked = await diagnose({ queue: setup.name });
    expect(notOk(checked)).toEqual({});
    expect(saidOf(checked, 'credentials')).toContain('arn:aws:sts::123456789012:');
    expect(saidOf(checked, 'bucket')).toBe(`${setup.name} in us-west-2`);
    expect(saidOf(checked, 'objects')).toBe(`s3://${setup.name}/${setup.key}`);
  });

  it.each(breaks)('$name: named with its cure, and nothing else', async ({ by, table, check, says }) => {
    const setup = await wholeSetup(aws.clients);
    const prefix = { bucket: setup.name, prefix: setup.prefix };
    await by(setup, aws.clients);
    const checked = await diagnose({ queue: setup.name }, { prefix });
    expect(notOk(checked)).toEqual(table);
    for (const words of says(setup)) expect(saidOf(checked, check)).toContain(words);
  });
});
