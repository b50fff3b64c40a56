import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import {
  bucketWithQueue,
  createQueue,
  createTopic,
  notify,
  startWithClients,
  takeBodies,
} from './clients.ts';

const CREATED = 's3:ObjectCreated:*' as const;

test('S3 -> SNS -> SQS: an envelope around the test message, then around the event', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'queue');
  const TopicArn = await createTopic(clients, 'topic', queue, false);
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
  await notify(clients, 'logs', { TopicConfigurations: [{ Id: 'mine', TopicArn, Events: [CREATED] }] });
  const { ETag } = await clients.s3.send(
    new PutObjectCommand({ Bucket: 'logs', Key: 'a/b c.gz', Body: 'hello' }),
  );

  const [testMessage, envelope, ...more] = await takeBodies(clients, queue);
  expect(more).toEqual([]);
  expect(testMessage).toMatchObject({ Type: 'Notification', TopicArn, Subject: 'Amazon S3 Notification' });
  expect(JSON.parse(testMessage.Message)).toMatchObject({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Bucket: 'logs',
  });
  expect(envelope).toMatchObject({ Type: 'Notification', TopicArn, Subject: 'Amazon S3 Notification' });
  expect(JSON.parse(envelope.Message).Records).toEqual([
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: clients.aws.region,
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      eventName: 'ObjectCreated:Put',
      userIdentity: expect.any(Object),
      requestParameters: { sourceIPAddress: '127.0.0.1' },
      responseElements: expect.objectContaining({
        'x-amz-request-id': expect.stringMatching(/^[0-9A-F]{16}$/),
      }),
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'mine',
        bucket: { name: 'logs', ownerIdentity: expect.any(Object), arn: 'arn:aws:s3:::logs' },
        object: {
          key: 'a/b+c.gz',
          size: 5,
          eTag: ETag?.replaceAll('"', ''),
          sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
        },
      },
    },
  ]);
});

test('S3 -> SNS with raw delivery -> SQS: the message is the event itself', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'queue');
  const TopicArn = await createTopic(clients, 'topic', queue, true);
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
  await notify(clients, 'logs', { TopicConfigurations: [{ TopicArn, Events: [CREATED] }] });
  await clients.s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'k', Body: 'x' }));

  const [testMessage, event] = await takeBodies(clients, queue);
  expect(testMessage.Event).toBe('s3:TestEvent');
  expect(event.Records[0].s3.object.key).toBe('k');
});

test('S3 -> SQS: the message is the event; sequencers rise', async () => {
  await using clients = await startWithClients();
  const queue = await bucketWithQueue(clients, 'logs');
  for (const Body of ['1', '22', Buffer.of()]) {
    await clients.s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'same', Body }));
  }
  const objects = (await takeBodies(clients, queue)).map((body) => body.Records[0].s3.object);
  expect(objects.map((object) => object.size)).toEqual([1, 2, 0]);
  const sequencers = objects.map((object) => object.sequencer);
  expect(new Set(sequencers).size).toBe(3);
  expect(sequencers).toEqual([...sequencers].sort());
});

test('a destination that was deleted is passed over, and the object is stored', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'kept');
  const { url, arn } = await createQueue(clients, 'gone');
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
  await notify(clients, 'logs', {
    QueueConfigurations: [
      { QueueArn: arn, Events: ['s3:ObjectCreated:Put'] },
      { QueueArn: queue.arn, Events: ['s3:ObjectCreated:Copy'] },
    ],
  });
  await clients.sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
  await clients.s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'k', Body: 'x' }));
  const bodies = await takeBodies(clients, queue);
  expect(bodies.map((body) => body.Event)).toEqual(['s3:TestEvent']);
});
