import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { queueRow } from '../../../failures/decide.ts';
import type { Problem } from '../../../model/errors.ts';
import { type AwsError, problemOfRow } from '../../../source/aws-error.ts';
import type { Asked } from '../aws-call.ts';
import { type Check, check, type Found, failure, ok, warning } from '../check.ts';
import type { Attributes } from '../facts.ts';
import { parseArn } from '../senders.ts';
import type { AwsDeps } from './deps.ts';

/** Finds the queue as `consume` would, and reads all that it says of itself. */
export function queueCheck(deps: AwsDeps, queue: string): Check {
  return check({
    id: 'queue',
    title: 'queue',
    needs: ['accepted'],
    gives: ['queue'],
    async run({ accepted: { region } }, signal): Promise<Found> {
      const elsewhere = wrongRegion(queue, region);
      if (elsewhere) return failure(elsewhere);
      const url = await queueUrl(deps, queue, deps.settings['queue-owner'], signal);
      if (url.kind === 'denied') return failure(forbidden(queue, url.problem));
      if (url.kind === 'refused') return failure(refusedQueue(deps, url.error, queue));
      const asked = await attributesOf(deps, url.value, signal);
      if (asked.kind === 'denied') return warning(asked.problem);
      if (asked.kind === 'refused') return failure(refusedQueue(deps, asked.error, queue));
      const attributes = asked.value;
      const arn = attributes.QueueArn ?? '';
      const name = url.value.split('/').at(-1) ?? url.value;
      const facts = { queue: { name, url: url.value, arn, attributes } };
      if (name.endsWith('.fifo')) return warning(fifo(name), facts);
      return ok(`${name} in ${parseArn(arn)?.region ?? region}`, facts);
    },
  });
}

function refusedQueue({ section }: AwsDeps, error: AwsError, queue: string): Problem {
  const row = queueRow(error);
  const problem = problemOfRow(row, error, `queue ${queue}`);
  if (!section || row.code !== 'LF_QUEUE_MISSING') return problem;
  return { ...problem, hint: `Run \`logflow setup\`. If it is there already: ${problem.hint}` };
}

/** A name is looked up; a URL is one already. */
export async function queueUrl(
  { clients, ask }: AwsDeps,
  queue: string,
  owner: string | undefined,
  signal: AbortSignal,
): Promise<Asked<string>> {
  if (/^https?:\/\//.test(queue)) return { kind: 'answer', value: queue };
  const question = { service: 'sqs', action: 'sqs:GetQueueUrl', of: `queue ${queue}` };
  return ask(question, signal, async () => {
    const input = { QueueName: queue, ...(owner && { QueueOwnerAWSAccountId: owner }) };
    const { QueueUrl = queue } = await clients.sqs.send(new GetQueueUrlCommand(input), {
      abortSignal: signal,
    });
    return QueueUrl;
  });
}

export function attributesOf(
  { clients, ask }: AwsDeps,
  url: string,
  signal: AbortSignal,
): Promise<Asked<Attributes>> {
  const name = url.split('/').at(-1) ?? url;
  const question = { service: 'sqs', action: 'sqs:GetQueueAttributes', of: `queue ${name}` };
  return ask(question, signal, async () => {
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    return (await clients.sqs.send(command, { abortSignal: signal })).Attributes ?? {};
  });
}

/** Signed for another region than the queue's, a request is refused as if the keys were wrong. */
export function wrongRegion(queue: string, region: string): Problem | undefined {
  const host = URL.canParse(queue) ? new URL(queue).hostname : '';
  const named = /^(?:sqs\.)?([a-z]{2}(?:-[a-z]+)+-\d)\.(?:queue\.)?amazonaws\.com(?:\.cn)?$/.exec(host)?.[1];
  if (named === undefined || named === region) return undefined;
  return {
    code: 'LF_QUEUE_REGION',
    message: `queue ${queue} is in ${named}, and this run is in ${region}`,
    hint: `Pass --region ${named}; buckets are followed to theirs.`,
  };
}

function forbidden(queue: string, { message }: Problem): Problem {
  return {
    code: 'LF_QUEUE_FORBIDDEN',
    message: `no access to queue ${queue}: ${message}`,
    hint: 'Allow sqs:GetQueueUrl, ReceiveMessage, DeleteMessage, ChangeMessageVisibility and GetQueueAttributes on it, or pass its URL as --queue.',
  };
}

function fifo(name: string): Problem {
  return {
    code: 'LF_QUEUE_FIFO',
    message: `${name} is a FIFO queue: neither S3 nor a standard topic can write to it, and a message that is held back holds up its group`,
    hint: 'Use a standard queue.',
  };
}
