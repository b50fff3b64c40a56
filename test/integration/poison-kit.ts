import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { s3Message } from '../helpers/dead-letters.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow } from '../helpers/process.ts';
import { type Depth, depthOf, openRoad, type Road } from '../helpers/road.ts';
import { type S3Call, type S3Harm, startS3Proxy } from '../helpers/s3-proxy.ts';
import { summaryOf } from '../helpers/search.ts';
import { type SqsFault, startSqsProxy } from '../helpers/sqs-proxy.ts';
import { waitFor } from '../helpers/wait.ts';

/** Objects that stand behind the poison in the queue, of one line each. */
export const healthy = 6;
export const poisonKey = `${folder}/poison.log.gz`;
export const goodKey = (n: number) => `${folder}/good-${n}.log.gz`;

export interface Poison {
  /** What is stored under `poisonKey`; nothing when absent. */
  readonly stored?: string | Uint8Array;
  /** What S3 does to a GET of it; `nth` counts from 0. */
  readonly harm?: (call: S3Call, nth: number) => S3Harm | undefined;
  /** The messages in front of the queue; S3's about `poisonKey` when absent. */
  readonly messages?: readonly string[];
  readonly sqs?: SqsFault;
  /** As the queue's redrive policy has it; 50 when absent. */
  readonly maxReceiveCount?: number;
  readonly args?: readonly string[];
  /** What a person sees. */
  readonly forPeople?: true;
}

export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of a run with `--json`, as it is unless the poison says otherwise. */
  readonly summary: ReturnType<typeof summaryOf>;
  /** Requests for the poison. */
  readonly asked: readonly S3Call[];
  /** GETs of any object, by key. */
  readonly gets: ReadonlyMap<string, number>;
  /** Documents that the cluster took. */
  readonly docs: number;
  readonly depth: Depth;
  readonly dead: number;
}

/**
 * Lets `consume` drain a queue with a poison in front and healthy objects behind it, two at a time. S3 does not answer for
 * the poison before the healthy ones are in the cluster: if they had to wait for it, nothing would ever move.
 */
export async function consumePoison(poison: Poison): Promise<Ending> {
  await using road = await openRoad('nothing');
  await using endpoint = await startAcknowledger();
  const late: unknown[] = [];
  let nth = 0;
  await using s3 = await startS3Proxy(road.aws.endpoint, async (call) => {
    if (call.key !== poisonKey) return undefined;
    await waitFor(() => endpoint.counts.docs >= healthy, { what: 'the healthy ones' }).catch((error) => {
      late.push(error);
    });
    return poison.harm?.(call, nth++);
  });
  await using sqs = await startSqsProxy(road.aws.endpoint, poison.sqs ?? (() => undefined));
  await fill(road, poison);
  const run = await runLogflow(
    [
      ...['consume', '--queue', road.queue, '--node', endpoint.url, '--no-template'],
      ...['--drain', '--concurrency', '2', ...(poison.args ?? [])],
      ...(poison.forPeople ? [] : ['--json']),
    ],
    {
      env: { ...road.aws.environment, AWS_ENDPOINT_URL_S3: s3.url, AWS_ENDPOINT_URL_SQS: sqs.url },
    },
  );
  expect(late).toEqual([]);
  const gets = new Map<string, number>();
  for (const { method, key } of s3.calls) if (method === 'GET') gets.set(key, (gets.get(key) ?? 0) + 1);
  return {
    ...run,
    get summary() {
      return summaryOf(run.stdout);
    },
    asked: s3.calls.filter(({ key }) => key === poisonKey),
    gets,
    docs: endpoint.counts.docs,
    depth: await road.depth(),
    dead: await road.deadLetters(),
  };
}

async function fill(road: Road, { stored, messages, maxReceiveCount }: Poison): Promise<void> {
  if (maxReceiveCount !== undefined) {
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:${road.aws.region}:000000000000:${road.queue}-dlq`,
      maxReceiveCount,
    });
    await road.sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: road.queueUrl, Attributes: { RedrivePolicy } }),
    );
  }
  if (stored !== undefined) await road.put(poisonKey, stored);
  const front = messages ?? [s3Message([poisonKey])];
  for (const message of front) await road.send(message);
  for (let n = 0; n < healthy; n++) {
    await road.put(goodKey(n), flowLogObject([lineOf(n)]));
    await road.send(s3Message([goodKey(n)]));
  }
  expect(await depthOf(road.sqs, road.queueUrl)).toMatchObject({ visible: front.length + healthy });
}

/** Time flies for what is held back: it may be received again at once. */
export const noHoldBack: SqsFault = ({ action, body }) => {
  if (action !== 'ChangeMessageVisibilityBatch') return undefined;
  const Entries = (body.Entries as object[]).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
  return { ask: { ...body, Entries }, mend: (answer) => answer };
};

/** It is still in the queue, and hidden for a while; the run says so, and what to do. */
export function expectHeldBack({ code, summary, depth, dead }: Ending, problem: RegExp, hint: RegExp) {
  expect(code).toBe(1);
  expect(summary).toMatchObject({ ok: false, messages: { deleted: healthy } });
  expect(summary.objects.delivered).toBe(healthy);
  const told = summary.problems.find((one) => problem.test(one.code));
  expect(told, JSON.stringify(summary.problems)).toBeDefined();
  expect(told?.message).toContain(poisonKey);
  expect(told?.hint).toMatch(hint);
  expect({ depth, dead }).toEqual({ depth: { visible: 0, inFlight: 1, delayed: 0 }, dead: 0 });
}

/** Nothing is left of it, and nothing was wrong. */
export function expectSettled(
  { code, summary, depth, dead }: Ending,
  objects: Record<string, number>,
  poisons = 1,
) {
  expect(code).toBe(0);
  expect(summary).toMatchObject({ ok: true, objects, messages: { deleted: healthy + poisons } });
  expect({ depth, dead }).toEqual({ depth: { visible: 0, inFlight: 0, delayed: 0 }, dead: 0 });
}
