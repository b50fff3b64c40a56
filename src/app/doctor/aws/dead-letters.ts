import { queueRow } from '../../../failures/decide.ts';
import type { Problem } from '../../../model/errors.ts';
import { number, plural } from '../../../model/format.ts';
import { problemOfRow } from '../../../source/aws-error.ts';
import { policyTarget } from '../../../source/dead-letters.ts';
import { asRecord } from '../../template/mapping.ts';
import { type Check, check, type Found, failure, ok, warning } from '../check.ts';
import type { QueueFacts, RedriveFacts } from '../facts.ts';
import type { AwsDeps } from './deps.ts';
import { attributesOf, queueUrl } from './queue.ts';

/** R22 */
const fewReceives = 10;
const day = 86_400;

/** Where messages go that nobody can handle. */
export function deadLetterChecks(deps: AwsDeps): readonly Check[] {
  return [
    check({
      id: 'redrive',
      title: 'redrive policy',
      needs: ['queue'],
      gives: ['redrive'],
      run: ({ queue }) => {
        const redrive = redriveOf(queue);
        if (!redrive) return warning(noRedrive(queue));
        const { maxReceiveCount: count, name } = redrive;
        if (count < fewReceives) return warning(fewTries(queue, count), { redrive });
        return ok(`to ${name} after ${plural(count, 'receive')}`, { redrive });
      },
    }),
    check({
      id: 'dead-letter-queue',
      title: 'dead-letter queue',
      needs: ['queue', 'redrive'],
      gives: ['deadLetters'],
      run: ({ queue, redrive }, signal) => findDeadLetters(deps, queue, redrive, signal),
    }),
    check({
      id: 'dead-letter-retention',
      title: 'dead letters kept',
      needs: ['queue', 'deadLetters'],
      run: ({ queue, deadLetters: { name, attributes } }) => {
        const ours = Number(queue.attributes.MessageRetentionPeriod ?? 0);
        const theirs = Number(attributes.MessageRetentionPeriod ?? 0);
        return theirs > ours ? ok(`${number(theirs / day)} days`) : warning(shortLived(name, theirs, ours));
      },
    }),
    check({
      id: 'dead-letters',
      title: 'dead letters',
      needs: ['queue', 'deadLetters'],
      run: ({ queue, deadLetters: { name, attributes } }) => {
        const waiting = Number(attributes.ApproximateNumberOfMessages ?? 0);
        return waiting === 0 ? ok('none') : warning(lettersWait(queue, name, waiting));
      },
    }),
  ];
}

export function redriveOf({ attributes }: QueueFacts): RedriveFacts | undefined {
  const target = policyTarget(attributes.RedrivePolicy);
  if (!target) return undefined;
  const { maxReceiveCount } = asRecord(JSON.parse(attributes.RedrivePolicy ?? '{}'));
  return { ...target, maxReceiveCount: Number(maxReceiveCount ?? 0) };
}

async function findDeadLetters(
  deps: AwsDeps,
  queue: QueueFacts,
  { name, account }: RedriveFacts,
  signal: AbortSignal,
): Promise<Found> {
  const url = await queueUrl(deps, name, account, signal);
  if (url.kind === 'denied') return warning(url.problem);
  const asked = url.kind === 'answer' ? await attributesOf(deps, url.value, signal) : url;
  if (asked.kind === 'denied') return warning(asked.problem);
  if (asked.kind === 'answer') return ok(name, { deadLetters: { name, attributes: asked.value } });
  const row = queueRow(asked.error);
  if (row.code !== 'LF_QUEUE_MISSING') return failure(problemOfRow(row, asked.error, `queue ${name}`));
  return failure({
    code: 'LF_DLQ_MISSING',
    message: `the redrive policy of queue ${queue.name} names ${name} of account ${account}, which is not there`,
    hint: 'Create that queue, or mend the redrive policy: until then messages that fail come again until they expire.',
  });
}

function noRedrive({ name }: QueueFacts): Problem {
  return {
    code: 'LF_DLQ_NONE',
    message: `queue ${name} has no redrive policy: what cannot be handled comes again until it expires, and is gone then`,
    hint: 'Give it a dead-letter queue, with a maxReceiveCount of 20 and a retention of 14 days; `logflow setup` does.',
  };
}

function fewTries({ name }: QueueFacts, count: number): Problem {
  return {
    code: 'LF_QUEUE_RECEIVES',
    message: `messages of ${name} are given up after ${plural(count, 'receive')}: every restart and scale-in of a consumer uses one up`,
    hint: `Set maxReceiveCount of the redrive policy to 20 (${fewReceives} at least).`,
  };
}

function shortLived(name: string, theirs: number, ours: number): Problem {
  return {
    code: 'LF_DLQ_RETENTION',
    message: `${name} keeps messages for ${days(theirs)}, the queue for ${days(ours)}: the age counts from the first send, so a dead letter may vanish as it arrives`,
    hint: `Set MessageRetentionPeriod of ${name} to 1209600 (14 days).`,
  };
}

function lettersWait({ name: queue }: QueueFacts, name: string, waiting: number): Problem {
  return {
    code: 'LF_DEAD_LETTERS',
    message: `${plural(waiting, 'message')} ${waiting === 1 ? 'is' : 'are'} in ${name}`,
    hint: `Run \`logflow dlq list --queue ${queue}\` to see why, then \`logflow dlq redrive\`.`,
  };
}

function days(time: number): string {
  return `${Number((time / day).toFixed(1))} days`;
}
