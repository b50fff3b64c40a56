import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { createBrake } from '../../../src/core/brake.ts';
import { systemClock } from '../../../src/core/clock.ts';
import type { WorkItem } from '../../../src/model/object.ts';
import { QueueSource } from '../../../src/source/queue.ts';
import { createQueueApi, type QueueApi } from '../../../src/source/queue-api.ts';
import { waitFor } from '../../helpers/wait.ts';
import {
  type Clients,
  createQueue,
  createTopic,
  notify,
  type Queue,
  startWithClients,
} from '../embedded/clients.ts';
import { delivered, failed, recorder, s3Event, testEvent } from './kit.ts';

/** A queue source with the real client; what it asks of SQS is noted on the way. */
function start(
  clients: Clients,
  queue: Queue,
  options: { drain?: boolean; visibility?: number; changeVisibility?: QueueApi['changeVisibility'] } = {},
) {
  const real = createQueueApi(clients.sqs, queue.url);
  let receives = 0;
  const deleteCalls: number[] = [];
  const handles: string[] = [];
  const api: QueueApi = {
    ...real,
    ...(options.changeVisibility && { changeVisibility: options.changeVisibility }),
    async receive(...args) {
      receives += 1;
      const messages = await real.receive(...args);
      handles.push(...messages.map(({ receiptHandle }) => receiptHandle));
      return messages;
    },
    delete(all) {
      deleteCalls.push(all.length);
      return real.delete(all);
    },
  };
  const told = recorder();
  const stop = new AbortController();
  const source = new QueueSource(
    {
      api,
      clock: systemClock,
      brake: createBrake(() => {}),
      events: told.events,
      claims: ({ key }) => !key.startsWith('unclaimed'),
      stop: stop.signal,
      redrive: () => true,
      random: () => 0,
    },
    {
      drain: options.drain ?? false,
      wait: 1,
      visibilityTimeout: options.visibility ?? 30,
      maxProcessing: 60,
    },
  );
  const running = source.run();
  running.catch(() => {});
  const iterator = source[Symbol.asyncIterator]();
  return { source, ...told, deleteCalls, handles, asked: () => receives, stop, running, iterator };
}

const send = ({ sqs }: Clients, { url }: Queue, MessageBody: string) =>
  sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody }));

async function depth({ sqs }: Clients, { url }: Queue) {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
  );
  return [Attributes.ApproximateNumberOfMessages, Attributes.ApproximateNumberOfMessagesNotVisible].map(
    Number,
  );
}

async function itemFrom(iterator: AsyncIterator<WorkItem>): Promise<WorkItem> {
  const next = await iterator.next();
  if (next.done) throw new Error('the source has ended');
  return next.value;
}

test('from a put in S3 through SNS to an item, and the message is gone when it is delivered', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'q');
  const topic = await createTopic(clients, 't', queue, false);
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
  await notify(clients, 'logs', {
    TopicConfigurations: [{ TopicArn: topic, Events: ['s3:ObjectCreated:*'] }],
  });
  await clients.s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'a b+c=日.gz', Body: 'x' }));
  const { iterator, counts, stop, running, source } = start(clients, queue);
  const item = await itemFrom(iterator);
  expect(item.ref).toMatchObject({ kind: 's3', bucket: 'logs', key: 'a b+c=日.gz', size: 1 });
  await item.settle(delivered);
  await waitFor(() => counts.testEvents === 1 && counts.deleted === 2, { what: 'both deletes' });
  expect(await depth(clients, queue)).toEqual([0, 0]);
  stop.abort();
  await running;
  source.close();
});

test('a drain over 25 messages: deletes by ten, ends by itself, leaves an empty queue', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'q');
  for (let i = 0; i < 24; i++) await send(clients, queue, s3Event(`k${i}`, `l${i}`));
  await send(clients, queue, testEvent);
  const { source, counts, deleteCalls, running, depths } = start(clients, queue, { drain: true });
  const keys: string[] = [];
  const settling: Promise<void>[] = [];
  const slot = async () => {
    for await (const item of { [Symbol.asyncIterator]: () => source[Symbol.asyncIterator]() }) {
      keys.push((item.ref as { key: string }).key);
      settling.push(item.settle(delivered));
    }
  };
  await Promise.all([...Array.from({ length: 10 }, slot), running]);
  await Promise.all(settling);
  source.close();
  expect(new Set(keys).size).toBe(48);
  expect(keys).toHaveLength(48);
  expect(counts).toMatchObject({ received: 25, deleted: 25, testEvents: 1 });
  expect(deleteCalls.length).toBeLessThanOrEqual(10);
  expect(depths.at(-1)).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  expect(await depth(clients, queue)).toEqual([0, 0]);
});

test('a drain ends although something failed here and something is not ours; both are still in the queue', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'q');
  await send(clients, queue, s3Event('1', '2', '3'));
  await send(clients, queue, 'junk');
  await send(clients, queue, s3Event('unclaimed'));
  const { source, counts, running } = start(clients, queue, { drain: true });
  const outcomes = [delivered, failed, delivered];
  for await (const item of source) await item.settle(outcomes.shift() ?? delivered);
  await running;
  source.close();
  expect(counts).toMatchObject({ received: 3, released: 3, unrecognised: 1, unclaimed: 1 });
  expect(counts.deleted).toBeUndefined();
  expect(await depth(clients, queue)).toEqual([0, 3]);
});

test('a message stays hidden for longer than its visibility timeout while it is worked on', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'q');
  await send(clients, queue, s3Event('1'));
  const { iterator, counts, stop, running, source } = start(clients, queue, { visibility: 2 });
  const item = await itemFrom(iterator);
  const began = Date.now();
  const others = [];
  while (Date.now() - began < 4_000) {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 1 }),
    );
    others.push(...Messages);
  }
  expect(others).toEqual([]);
  expect(counts.leasesExtended).toBeGreaterThanOrEqual(2);
  await item.settle(delivered);
  expect(await depth(clients, queue)).toEqual([0, 0]);
  stop.abort();
  await running;
  source.close();
});

test('a message that becomes visible while it is worked on is taken up again, not begun anew', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'q');
  await send(clients, queue, s3Event('1'));
  const { iterator, counts, handles, stop, running, source } = start(clients, queue);
  const item = await itemFrom(iterator);
  const another = iterator.next();
  await clients.sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queue.url,
      ReceiptHandle: handles[0],
      VisibilityTimeout: 0,
    }),
  );
  await waitFor(() => counts.received === 2, { what: 'the second delivery' });
  await item.settle(delivered);
  expect(counts.deleted).toBe(1);
  expect(await depth(clients, queue)).toEqual([0, 0]);
  stop.abort();
  expect(await another).toMatchObject({ done: true });
  await running;
  source.close();
});

test('a lease that was lost to another: the work is finished, the delete tried, and tried again when it comes back', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'q');
  await send(clients, queue, s3Event('1'));
  const changeVisibility = () => Promise.reject(new Error('the heartbeat does not get through'));
  const { iterator, counts, codes, stop, running, source } = start(clients, queue, {
    visibility: 2,
    changeVisibility,
  });
  const item = await itemFrom(iterator);
  // Another consumer gets it, as nobody extends it.
  const other = await waitFor(
    async () => {
      const { Messages } = await clients.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queue.url, WaitTimeSeconds: 1, VisibilityTimeout: 60 }),
      );
      return Messages?.[0]?.ReceiptHandle;
    },
    { what: 'the other to receive it' },
  );
  await waitFor(() => counts.leasesLost === 1, { what: 'the lease to be lost' });
  expect(codes()).toContain('LF_LEASE_LOST');
  await item.settle(delivered);
  // SQS says yes to the old receipt handle, and keeps the message.
  expect(counts.deleted).toBe(1);
  expect(await depth(clients, queue)).toEqual([0, 1]);
  const another = iterator.next();
  await clients.sqs.send(
    new ChangeMessageVisibilityCommand({ QueueUrl: queue.url, ReceiptHandle: other, VisibilityTimeout: 0 }),
  );
  await waitFor(() => counts.deleted === 2, { what: 'the second delete' });
  expect(await depth(clients, queue)).toEqual([0, 0]);
  stop.abort();
  expect(await another).toMatchObject({ done: true });
  await running;
  source.close();
});

test('stopped in the middle of a long poll: what it still brings is there for the next consumer', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'q');
  const { iterator, stop, running, source, counts, asked } = start(clients, queue);
  const waiting = iterator.next();
  await waitFor(() => asked() > 0, { what: 'the receive' });
  stop.abort();
  await send(clients, queue, s3Event('1'));
  expect(await waiting).toMatchObject({ done: true });
  await running;
  source.close();
  expect(counts).toMatchObject({ received: 1, released: 1 });
  expect(await depth(clients, queue)).toEqual([1, 0]);
});
