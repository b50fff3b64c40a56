import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createQueue, startWithClients, take } from './clients.ts';

test('the URL of a queue is at the endpoint, and works for a client that goes by the URL', async () => {
  await using clients = await startWithClients();
  const { aws, sqs } = clients;
  const queue = await createQueue(clients, 'queue');
  expect(queue.url).toBe(`${aws.endpoint}/${aws.accountId}/queue`);
  expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'queue' }))).QueueUrl).toBe(queue.url);

  // No endpoint in the client: it takes the host from the URL, as with AWS itself.
  const plain = new SQSClient({
    region: aws.region,
    credentials: aws.credentials,
    maxAttempts: 1,
    logger: quiet,
  });
  try {
    await plain.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'hello' }));
  } finally {
    plain.destroy();
  }
  expect((await take(clients, queue)).map((message) => message.Body)).toEqual(['hello']);
});

/** The client warns that the URL's host is not its endpoint, which is what is tested. */
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

test('system attributes are given when asked for, and count the receives', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'queue');
  const before = Date.now();
  await clients.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'hello' }));
  const { Messages: [first] = [] } = await clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queue.url }),
  );
  expect(first?.Attributes).toBeUndefined();
  const release = { QueueUrl: queue.url, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 };
  await clients.sqs.send(new ChangeMessageVisibilityCommand(release));
  const [second] = await take(clients, queue);
  expect(second?.Attributes).toMatchObject({ ApproximateReceiveCount: '2' });
  expect(Number(second?.Attributes?.SentTimestamp)).toBeGreaterThanOrEqual(before);
});

test('a dead-letter queue that is not there is refused, one that is there is taken', async () => {
  await using clients = await startWithClients();
  const { sqs } = clients;
  const dead = await createQueue(clients, 'dead');
  const policy = (arn: string) => JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 20 });
  const refused = {
    name: 'InvalidParameterValue',
    message: expect.stringContaining('Dead letter target does not exist'),
  };
  const wrong = { RedrivePolicy: policy(`${dead.arn}-nothing`) };
  await expect(sqs.send(new CreateQueueCommand({ QueueName: 'q', Attributes: wrong }))).rejects.toMatchObject(
    refused,
  );
  await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'q' }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  });

  const queue = await createQueue(clients, 'q', { RedrivePolicy: policy(dead.arn) });
  const change = (RedrivePolicy: string) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: { RedrivePolicy } }));
  await expect(change(wrong.RedrivePolicy)).rejects.toMatchObject(refused);
  await expect(change('{')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  await expect(change('')).resolves.toBeDefined();
});
