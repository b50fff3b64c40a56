import { LogflowError } from '../../model/errors.ts';
import { number } from '../../model/format.ts';
import type { QueueDepth } from '../../model/metrics.ts';
import { printable } from '../../model/printable.ts';
import { type QueueArn, redriveTarget } from '../../source/dead-letters.ts';
import { createQueueApi, type QueueApi, resolveQueueUrl } from '../../source/queue-api.ts';
import type { AwsClients } from '../aws.ts';
import type { Settings } from '../settings/settings.ts';

/** A queue that is there, with its numbers as they were at the start. */
export interface OpenQueue {
  readonly name: string;
  readonly url: string;
  /** Undefined where it was not asked for, or SQS does not say. */
  readonly arn: string | undefined;
  readonly api: QueueApi;
  readonly depth: QueueDepth;
}

export interface DlqQueues {
  readonly deadLetters: OpenQueue;
  /** Absent when only the dead-letter queue was named. */
  readonly source: OpenQueue | undefined;
}

/** Finds both queues. Rejects with what is wrong and the next step when one is not there or not meant. */
export async function openQueues(
  { sqs }: AwsClients,
  settings: Settings,
  dlq: string | undefined,
): Promise<DlqQueues> {
  const { queue, 'queue-owner': owner } = settings;
  const open = async (url: string, arn?: string): Promise<OpenQueue> => {
    const api = createQueueApi(sqs, url);
    return { name: url.split('/').at(-1) ?? url, url, arn, api, depth: await api.depth() };
  };
  if (queue === undefined) {
    return { deadLetters: await open(await resolveQueueUrl(sqs, dlq ?? '', owner)), source: undefined };
  }
  const url = await resolveQueueUrl(sqs, queue, owner);
  const { arn, deadLetters } = await redriveTarget(sqs, url);
  const source = await open(url, arn);
  const deadUrl = dlq
    ? await resolveQueueUrl(sqs, dlq, owner)
    : await policyQueueUrl(sqs, source.name, deadLetters);
  if (deadUrl === url) throw sameQueue(source.name);
  return { deadLetters: await open(deadUrl), source };
}

async function policyQueueUrl(
  sqs: AwsClients['sqs'],
  name: string,
  target: QueueArn | undefined,
): Promise<string> {
  if (!target) throw noPolicy(name);
  try {
    return await resolveQueueUrl(sqs, target.name, target.account);
  } catch (error) {
    if (!(error instanceof LogflowError) || error.code !== 'LF_QUEUE_MISSING') throw error;
    const problem = {
      code: 'LF_DLQ_MISSING',
      message: `the redrive policy of queue ${name} names ${target.name} of account ${target.account}, which is not there`,
      hint: 'Create that queue, or mend the redrive policy: until then messages that fail come again until they expire.',
    };
    throw new LogflowError(problem, { cause: error });
  }
}

function noPolicy(name: string): LogflowError {
  return new LogflowError({
    code: 'LF_DLQ_NONE',
    message: `queue ${name} has no redrive policy, so it has no dead-letter queue`,
    hint: 'Give it one, with a maxReceiveCount of 20 or so; if this is the dead-letter queue itself, pass it as --dlq.',
  });
}

function sameQueue(name: string): LogflowError {
  const problem = {
    code: 'LF_DLQ_SAME',
    message: `${name} was given both as --queue and as --dlq`,
    hint: '--queue is the queue that the consumers read, --dlq the one where its dead letters are.',
  };
  return new LogflowError(problem, { exit: 2 });
}

/** The numbers of both, one line each. */
export function depthLines({ deadLetters, source }: DlqQueues): string[] {
  const line = (what: string, { name, depth }: OpenQueue) =>
    `${what}${printable(name)}: ${number(depth.visible)} visible, ${number(depth.inFlight)} in flight, ${number(depth.delayed)} delayed`;
  return [line('dead-letter queue  ', deadLetters), ...(source ? [line('source queue       ', source)] : [])];
}

/** The same for programs. */
export function depthJson({ deadLetters, source }: DlqQueues): object {
  const json = ({ name, url, depth }: OpenQueue) => ({ name, url, ...depth });
  return { deadLetters: json(deadLetters), ...(source && { source: json(source) }) };
}

/** All that is in a queue, as far as SQS knows. */
export function total({ depth }: OpenQueue): number {
  return depth.visible + depth.inFlight + depth.delayed;
}
