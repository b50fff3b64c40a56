import { CreateQueueCommand, DeleteQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow, startLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { summaryOf } from '../helpers/search.ts';
import { startSqsProxy } from '../helpers/sqs-proxy.ts';
import { waitFor } from '../helpers/wait.ts';

const args = (road: Road, url: string, ...more: string[]) => [
  ...['consume', '--queue', road.queue, '--node', url, '--no-template', '--json'],
  ...more,
];

const expired = {
  status: 403,
  answer: { __type: 'com.amazon.coral.service#ExpiredTokenException', message: 'it has expired' },
};

describe('a consumer that cannot receive is never silent (B35)', () => {
  it('the queue is deleted while it runs: the progress line says so', async () => {
    await using road = await openRoad('nothing');
    await using endpoint = await startAcknowledger();
    await using sqs = await startSqsProxy(road.aws.endpoint, () => undefined);
    await using run = startLogflow(args(road, endpoint.url), {
      env: { ...road.aws.environment, AWS_ENDPOINT_URL_SQS: sqs.url },
    });
    await waitFor(() => sqs.actions.filter((action) => action === 'ReceiveMessage').length > 1, {
      what: 'a receive that was answered',
    });
    await road.sqs.send(new DeleteQueueCommand({ QueueUrl: road.queueUrl }));
    await run.waitForStderr(/NOT RECEIVING: there is no queue/);
    run.kill('SIGTERM');
    const { code, stdout } = await run.done;
    expect(code).toBe(0);
    expect(summaryOf(stdout).problems).toMatchObject([{ code: 'LF_QUEUE_MISSING' }]);
  });

  it('an answer that stops in the middle is given up, and it goes on', async () => {
    await using road = await openRoad('direct');
    await using endpoint = await startAcknowledger();
    let stalls = 0;
    await using sqs = await startSqsProxy(road.aws.endpoint, ({ action }) => {
      if (action !== 'ReceiveMessage' || stalls > 0) return undefined;
      stalls += 1;
      return { stall: true };
    });
    await road.put(`${folder}/1.log.gz`, flowLogObject([lineOf(1)]));
    await using run = startLogflow(args(road, endpoint.url, '--visibility-timeout', '5s'), {
      env: { ...road.aws.environment, AWS_ENDPOINT_URL_SQS: sqs.url },
    });
    await waitFor(() => endpoint.counts.docs === 1, { what: 'the document', timeoutMs: 240_000 });
    expect(stalls).toBe(1);
    run.kill('SIGTERM');
    expect((await run.done).code).toBe(0);
  });

  it('credentials expire and are renewed: it says so, and goes on', async () => {
    await using road = await openRoad('direct');
    await using endpoint = await startAcknowledger();
    let bad = false;
    await using sqs = await startSqsProxy(road.aws.endpoint, ({ action }) =>
      bad && action === 'ReceiveMessage' ? expired : undefined,
    );
    await using run = startLogflow(args(road, endpoint.url), {
      env: { ...road.aws.environment, AWS_ENDPOINT_URL_SQS: sqs.url },
    });
    await waitFor(() => sqs.actions.includes('DeleteMessageBatch'), { what: 'the TestEvent to be gone' });
    bad = true;
    await run.waitForStderr(/NOT RECEIVING: AWS refuses the credentials/);
    bad = false;
    await road.put(`${folder}/1.log.gz`, flowLogObject([lineOf(1)]));
    await waitFor(() => endpoint.counts.docs === 1, { what: 'the document' });
    run.kill('SIGTERM');
    const { code, stdout } = await run.done;
    expect(code).toBe(0);
    expect(summaryOf(stdout).problems.map((problem) => problem.code)).toEqual(['LF_AWS_CREDENTIALS']);
  });

  it('a drain ends with exit code 1', async () => {
    await using road = await openRoad('direct');
    await using endpoint = await startAcknowledger();
    let receives = 0;
    await using sqs = await startSqsProxy(road.aws.endpoint, ({ action }) => {
      if (action === 'ReceiveMessage') receives += 1;
      return action === 'ReceiveMessage' && receives > 1 ? expired : undefined;
    });
    const { code, stderr } = await runLogflow(args(road, endpoint.url, '--drain'), {
      env: { ...road.aws.environment, AWS_ENDPOINT_URL_SQS: sqs.url },
    });
    expect(code).toBe(1);
    expect(stderr).toContain('LF_AWS_CREDENTIALS');
  });
});

it('a queue without a redrive policy: it warns, and holds back what it cannot handle', async () => {
  await using road = await openRoad('nothing');
  await using endpoint = await startAcknowledger();
  const { QueueUrl } = await road.sqs.send(new CreateQueueCommand({ QueueName: 'plain' }));
  await road.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'junk' }));
  const run = await runLogflow(
    ['consume', '--queue', 'plain', '--node', endpoint.url, '--no-template', '--drain'],
    { env: road.aws.environment },
  );
  expect(run.stderr).toContain('warning: the queue has no redrive policy');
  expect(run.stdout).toContain('1 put back, 1 of them quarantined (next: logflow dlq list)');
  expect(run.code).toBe(0);
});
