import type { SQSClient } from '@aws-sdk/client-sqs';
import { awsRows } from '../../failures/aws-rows.ts';
import type { Clock } from '../../model/control.ts';
import { LogflowError, type Problem, plainProblem } from '../../model/errors.ts';
import type { QueueDepth } from '../../model/metrics.ts';
import { problemOfRow, readAwsError } from '../../source/aws-error.ts';
import { redriveTarget } from '../../source/dead-letters.ts';
import { createQueueApi, resolveQueueUrl } from '../../source/queue-api.ts';
import type { QueueStatus } from '../output/status-schema.ts';
import { answerWithin } from './limits.ts';

export interface QueueQuestion {
  /** Name or URL. */
  readonly queue: string;
  readonly owner: string | undefined;
}

/** What is being collected: what was read before the time was over is shown. */
type Found = { -readonly [name in keyof QueueStatus]: QueueStatus[name] } & { problems: Problem[] };

/**
 * Asks for the attributes of the queue and of its dead-letter queue. Receives nothing: that would hide messages from the
 * consumers, and count as a receive. Rejects only with the signal's reason.
 */
export async function lookAtQueue(
  sqs: SQSClient,
  question: QueueQuestion,
  clock: Clock,
  stop: AbortSignal,
): Promise<QueueStatus> {
  const { queue } = question;
  const found: Found = { name: queue.split('/').at(-1) ?? queue, problems: [] };
  const ended = new AbortController();
  const signal = AbortSignal.any([stop, ended.signal]);
  const late = clock.sleep(answerWithin, signal).then(() => {
    const silence = readAwsError(new Error(`no answer within ${answerWithin / 1000} s`));
    throw new LogflowError(problemOfRow(awsRows.unreachable, silence, `queue ${found.name}`));
  });
  // What is asked goes on alone after that, into an object that nobody looks at any more.
  const asked = ask(sqs, question, found);
  asked.catch(() => {});
  try {
    await Promise.race([asked, late]);
  } catch (error) {
    stop.throwIfAborted();
    if (!(error instanceof LogflowError)) throw error;
    return { ...found, problems: [...found.problems, plainProblem(error)] };
  } finally {
    late.catch(() => {});
    ended.abort();
  }
  return found;
}

async function ask(sqs: SQSClient, { queue, owner }: QueueQuestion, found: Found): Promise<void> {
  const url = await resolveQueueUrl(sqs, queue, owner);
  Object.assign(found, await depthOf(sqs, url));
  const { deadLetters, maxReceiveCount } = await redriveTarget(sqs, url);
  if (!deadLetters) return;
  const { name, account } = deadLetters;
  found.deadLetters = { name, ...(maxReceiveCount !== undefined && { maxReceiveCount }) };
  const dead = await depthOf(sqs, await resolveQueueUrl(sqs, name, account));
  found.deadLetters = { ...found.deadLetters, ...dead };
}

function depthOf(sqs: SQSClient, url: string): Promise<QueueDepth> {
  return createQueueApi(sqs, url).depth();
}
