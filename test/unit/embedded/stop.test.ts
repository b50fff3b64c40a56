import { spawn } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { startEmbeddedAws } from '../../../src/embedded/index.ts';
import { createQueue, startWithClients } from './clients.ts';

const index = new URL('../../../src/embedded/index.ts', import.meta.url).href;

/** Resolves when so many ReceiveMessage requests have reached the server of this process. */
function received(endpoint: string, count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let seen = 0;
  const listener = (message: unknown) => {
    const { headers } = (message as { request: IncomingMessage }).request;
    const ours =
      headers.host === new URL(endpoint).host && headers['x-amz-target'] === 'AmazonSQS.ReceiveMessage';
    seen += ours ? 1 : 0;
    if (seen === count) {
      unsubscribe('http.server.request.start', listener);
      resolve();
    }
  };
  subscribe('http.server.request.start', listener);
  return promise;
}

/** Runs a module in a process of its own, in the project's folder. */
async function run(script: string, environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
  });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { output, errors, code };
}

test('stop ends within 3 s with long polls pending, and may be called again', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'queue');
  const poll = { QueueUrl: queue.url, WaitTimeSeconds: 20 };
  const arrived = received(clients.aws.endpoint, 3);
  const polls = [1, 2, 3].map(() => clients.sqs.send(new ReceiveMessageCommand(poll)).catch(() => undefined));
  await arrived;
  const started = performance.now();
  await clients.aws.stop();
  await clients.aws.stop();
  await Promise.all(polls);
  expect(performance.now() - started).toBeLessThan(3000);
});

test('nothing keeps the process alive after stop, not even a long poll that is just coming in', async () => {
  const script = `
    const { startEmbeddedAws } = await import(${JSON.stringify(index)});
    const { SQSClient, CreateQueueCommand, ReceiveMessageCommand } = await import('@aws-sdk/client-sqs');
    const aws = await startEmbeddedAws();
    const sqs = new SQSClient({ endpoint: aws.endpoint, region: aws.region, credentials: aws.credentials });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
    const { subscribe } = await import('node:diagnostics_channel');
    const arrived = new Promise((resolve) => subscribe('http.server.request.start', resolve));
    sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })).catch(() => {});
    await arrived;
    const started = performance.now();
    await aws.stop();
    sqs.destroy();
    process.on('exit', () => console.log(Math.round(performance.now() - started)));
  `;
  const { output, errors, code } = await run(script);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(Number(output)).toBeLessThan(3000);
});

test('the environment is all that a spawned process needs', async () => {
  await using clients = await startWithClients();
  const queue = await createQueue(clients, 'queue');
  await clients.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: 'for the child' }));
  const script = `
    const { SQSClient, ReceiveMessageCommand } = await import('@aws-sdk/client-sqs');
    const { S3Client, CreateBucketCommand, ListBucketsCommand } = await import('@aws-sdk/client-s3');
    const { Messages } = await new SQSClient().send(new ReceiveMessageCommand({ QueueUrl: ${JSON.stringify(queue.url)} }));
    await new S3Client().send(new CreateBucketCommand({ Bucket: 'logs' }));
    const { Buckets } = await new S3Client().send(new ListBucketsCommand());
    console.log(Messages[0].Body, Buckets[0].Name);
  `;
  const hostile = {
    AWS_PROFILE: 'nobody',
    AWS_SESSION_TOKEN: 'x',
    AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:9',
  };
  const { output, code } = await run(script, { ...hostile, ...clients.aws.environment });
  expect({ output, code }).toEqual({ output: 'for the child logs\n', code: 0 });
});

test('a port that is taken is a clear problem', async () => {
  await using clients = await startWithClients();
  const port = Number(new URL(clients.aws.endpoint).port);
  await expect(startEmbeddedAws({ port })).rejects.toMatchObject({
    code: 'LF_EMBEDDED_LISTEN',
    message: expect.stringContaining(String(port)),
  });
});

test('two at once share nothing', async () => {
  await using one = await startWithClients();
  await using other = await startWithClients();
  const queue = await createQueue(one, 'queue');
  const sqs = new SQSClient({
    endpoint: other.aws.endpoint,
    region: 'us-east-1',
    credentials: other.aws.credentials,
  });
  try {
    const receive = sqs.send(new ReceiveMessageCommand({ QueueUrl: queue.url }));
    await expect(receive).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  } finally {
    sqs.destroy();
  }
});
