import { describe, expect, it } from 'vitest';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { startHoldingProxy } from '../helpers/holding-proxy.ts';
import { startLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { summaryOf } from '../helpers/search.ts';
import { startSqsProxy } from '../helpers/sqs-proxy.ts';
import { waitFor } from '../helpers/wait.ts';

const objects = 6;

async function filledRoad(): Promise<Road> {
  const road = await openRoad('direct');
  for (let i = 0; i < objects; i++) await road.put(`${folder}/${i}.log.gz`, flowLogObject([lineOf(i)]));
  return road;
}

const args = (road: Road, url: string, ...more: string[]) => [
  ...['consume', '--node', url, '--no-template', '--json'],
  ...(more.includes('--queue') ? more : ['--queue', road.queue, ...more]),
];
const errorOf = (stdout: string) => (summaryOf(stdout) as { error?: { code: string } }).error?.code;

/** The TestEvent was understood; what is left can be received at once. */
async function expectLeft(road: Road, left: number) {
  expect(await road.depth()).toEqual({ visible: left, inFlight: 0, delayed: 0 });
}

describe('a SIGTERM in the middle', () => {
  it('of a large object lets it finish', async () => {
    await using road = await openRoad('direct');
    const lines = 30_000;
    await road.put(
      `${folder}/large.log.gz`,
      flowLogObject(Array.from({ length: lines }, (_, i) => lineOf(i))),
    );
    const asked = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<undefined>();
    await using endpoint = await startAcknowledger(() => {
      asked.resolve();
      return goOn.promise;
    });
    await using run = startLogflow(args(road, endpoint.url, '--bulk-docs', '1000'), {
      env: road.aws.environment,
    });
    await asked.promise;
    run.kill('SIGTERM');
    await run.waitForStderr(/stopping/);
    goOn.resolve(undefined);
    const { code, stdout } = await run.done;
    expect(code).toBe(0);
    expect(summaryOf(stdout)).toMatchObject({ ok: true, documents: { indexed: lines } });
    await expectLeft(road, 0);
  });

  it.each([
    ['--stop-grace', '1s'],
    ['--stop-grace', '0'],
  ])('of an S3 that says nothing ends after the grace, and puts it back: %s %s', async (...grace) => {
    await using road = await filledRoad();
    await using endpoint = await startAcknowledger();
    await using s3 = await startHoldingProxy(
      road.aws.endpoint,
      ({ url }) => url?.includes('/3.log.gz') ?? false,
    );
    await using run = startLogflow(args(road, endpoint.url, ...grace), {
      env: { ...road.aws.environment, AWS_ENDPOINT_URL_S3: s3.url },
    });
    await s3.held;
    await waitFor(() => endpoint.counts.docs === objects - 1, { what: 'the other objects' });
    await waitFor(async () => (await road.depth()).inFlight === 1, { what: 'their deletes' });
    run.kill('SIGTERM');
    const { code, stdout, stderr } = await run.done;
    expect(code).toBe(1);
    expect(stderr).toContain('--stop-grace');
    expect(errorOf(stdout)).toBe('LF_STOP_GRACE');
    expect(summaryOf(stdout)).toMatchObject({
      objects: { delivered: objects - 1, aborted: 1 },
      messages: { deleted: objects },
    });
    await expectLeft(road, 1);
  });

  it('of a receive gives back what that still brings (B110)', async () => {
    await using road = await openRoad('nothing');
    await using endpoint = await startAcknowledger();
    await using sqs = await startSqsProxy(road.aws.endpoint, () => undefined);
    await using run = startLogflow(args(road, endpoint.url), {
      env: { ...road.aws.environment, AWS_ENDPOINT_URL_SQS: sqs.url },
    });
    await waitFor(() => sqs.actions.includes('ReceiveMessage'), { what: 'the receive' });
    run.kill('SIGTERM');
    await run.waitForStderr(/stopping/);
    await road.send('whatever it says');
    const { code, stdout } = await run.done;
    expect(code).toBe(0);
    expect(summaryOf(stdout)).toMatchObject({ messages: { received: 1, released: 1, unrecognised: 0 } });
    await expectLeft(road, 1);
  });

  it('of a cluster that takes no writes puts everything back', async () => {
    await using road = await filledRoad();
    await using endpoint = await startAcknowledger(() => ({ itemStatus: () => 403 }));
    await using run = startLogflow(args(road, endpoint.url), { env: road.aws.environment });
    await run.waitForStderr(/WAITING: /);
    run.kill('SIGTERM');
    const { code } = await run.done;
    expect(code).toBe(1);
    await expectLeft(road, objects);
  });
});

describe('two SIGINTs', () => {
  const never = new Promise<undefined>(() => {});

  it('make everything visible, also when SQS does not take that at once', async () => {
    await using road = await filledRoad();
    const asked = Promise.withResolvers<void>();
    await using endpoint = await startAcknowledger(() => {
      asked.resolve();
      return never;
    });
    let refusals = 2;
    await using sqs = await startSqsProxy(road.aws.endpoint, ({ action, body }) => {
      if (action !== 'ChangeMessageVisibilityBatch' || refusals === 0) return undefined;
      refusals -= 1;
      const Failed = (body.Entries as { Id: string }[]).map(({ Id }) => ({
        Id,
        Code: 'InternalError',
        SenderFault: false,
      }));
      return { answer: { Successful: [], Failed } };
    });
    await using run = startLogflow(args(road, endpoint.url), {
      env: { ...road.aws.environment, AWS_ENDPOINT_URL_SQS: sqs.url },
    });
    await asked.promise;
    run.kill('SIGINT');
    await run.waitForStderr(/stopping/);
    run.kill('SIGINT');
    const { code, stdout } = await run.done;
    expect(code).toBe(130);
    expect(refusals).toBe(0);
    expect(summaryOf(stdout)).toMatchObject({ ok: false, documents: { indexed: 0 } });
    await waitFor(async () => (await road.depth()).inFlight === 0, { what: 'nothing in flight' });
    const { visible } = await road.depth();
    expect(visible).toBe(objects + 1 - (summaryOf(stdout).messages.deleted ?? 0));
  });

  it('end it even when SQS says nothing any more', async () => {
    await using road = await filledRoad();
    const asked = Promise.withResolvers<void>();
    await using endpoint = await startAcknowledger(() => {
      asked.resolve();
      return never;
    });
    await using sqs = await startHoldingProxy(road.aws.endpoint, ({ headers }) =>
      String(headers['x-amz-target']).endsWith('ChangeMessageVisibilityBatch'),
    );
    // Requests go to the host of the queue's URL.
    const queue = new URL(new URL(road.queueUrl).pathname, sqs.url).href;
    await using run = startLogflow(args(road, endpoint.url, '--queue', queue), { env: road.aws.environment });
    await asked.promise;
    run.kill('SIGINT');
    await run.waitForStderr(/stopping/);
    run.kill('SIGINT');
    const { code, stdout } = await run.done;
    expect(code).toBe(130);
    expect(errorOf(stdout)).toBe('LF_NOT_PUT_BACK');
  });
});

describe('an SQS that never says a word', () => {
  it.each([
    ['SIGTERM', 0, []],
    ['SIGTERM', 1, ['--drain']],
    ['SIGINT', 130, []],
  ] as const)('before the first receive: %s ends it at once, with %i %j', async (signal, code, more) => {
    await using road = await openRoad('nothing');
    await using endpoint = await startAcknowledger();
    const asked = Promise.withResolvers<void>();
    await using sqs = await startSqsProxy(road.aws.endpoint, () => {
      asked.resolve();
      return new Promise(() => {});
    });
    await using run = startLogflow(args(road, endpoint.url, ...more), {
      env: { ...road.aws.environment, AWS_ENDPOINT_URL_SQS: sqs.url },
      // Far less than what the SDK waits for.
      timeoutMs: 30_000,
    });
    await asked.promise;
    run.kill(signal);
    const ended = await run.done;
    expect(ended.code).toBe(code);
    expect(summaryOf(ended.stdout)).toMatchObject({ ok: code !== 1, objects: { started: 0 } });
  });
});
