import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Problem } from '../../../model/errors.ts';
import type { SetupSection } from '../../settings/setup.ts';
import type { SetupClients } from '../clients.ts';
import { fieldChange } from '../field.ts';
import { type Names, ownTag } from '../names.ts';
import type { Part, Step } from '../part.ts';
import { announcerStatement } from './announcer-policy.ts';
import { managedKeyProblem, type QueueWanted, queueChanges } from './queue-changes.ts';
import { destroyQueue } from './queue-destroy.ts';
import { createQueue, findQueue, setQueue } from './sqs-queue.ts';

const day = 86_400;

interface Wanted extends QueueWanted {
  readonly what: string;
  readonly name: string;
}

/**
 * What the two queues shall be like.
 *
 * @param visibility seconds
 */
export function queuesWanted(
  names: Names,
  section: SetupSection,
  visibility: number,
): { readonly queue: Wanted; readonly deadLetters: Wanted } {
  const { 'max-receive-count': maxReceiveCount, 'kms-key': kmsKey } = section;
  return {
    queue: {
      what: 'SQS queue',
      name: names.queue,
      retention: 4 * day,
      visibility,
      redrive: { deadLetterTargetArn: names.deadLetterQueueArn, maxReceiveCount },
      kmsKey,
      policy: [announcerStatement(names, section.announce)],
    },
    deadLetters: {
      what: 'SQS dead-letter queue',
      name: names.deadLetterQueue,
      // Its clock runs from the first send (R28).
      retention: 14 * day,
      deadLettersOf: names.queueArn,
      kmsKey,
      policy: [],
    },
  };
}

/**
 * The queue and its dead-letter queue, which comes first: SQS takes a redrive policy to one that is there.
 *
 * @param visibility seconds
 */
export function createQueuePart(
  names: Names,
  section: SetupSection,
  { sqs }: Pick<SetupClients, 'sqs'>,
  visibility: number,
): Part {
  const { project } = section;
  const { queue, deadLetters } = queuesWanted(names, section, visibility);
  return {
    name: 'queue',
    plan: async () => [await queueStep(sqs, deadLetters, project), await queueStep(sqs, queue, project)],
    destroy: async () => [
      ...(await destroyQueue(sqs, queue.what, queue.name, project)),
      ...(await destroyQueue(sqs, deadLetters.what, deadLetters.name, project)),
    ],
  };
}

async function queueStep(sqs: SQSClient, wanted: Wanted, project: string): Promise<Step> {
  const { name, kmsKey } = wanted;
  const about = { part: 'queue', what: wanted.what, name } as const;
  const found = name.endsWith('.fifo') ? undefined : await findQueue(sqs, name);
  const key = kmsKey ?? found?.attributes.KmsMasterKeyId;
  // Dead letters are moved by SQS itself, which any key of its own lets in.
  const hears = wanted.policy.length > 0;
  const problem =
    fifoProblem(name) ?? (hears || kmsKey !== undefined ? managedKeyProblem('queue', name, key) : undefined);
  if (problem) return { ...about, kind: 'refuse', problem };
  const { fields, set } = queueChanges(found?.attributes, wanted);
  const note =
    key && hears ? { note: `the policy of the key ${key} has to let in who sends to the queue` } : {};
  if (!found) {
    const tag = fieldChange(`tag ${ownTag}`, undefined, project);
    const apply = () => createQueue(sqs, name, set, project);
    return { ...about, kind: 'create', fields: [...fields, tag], ...note, apply };
  }
  if (fields.length === 0) return { ...about, kind: 'keep', ...note };
  const apply = async () => {
    // As it is now: what somebody else wrote into its policy since then stays.
    const fresh = await findQueue(sqs, name);
    if (fresh) await setQueue(sqs, fresh.url, queueChanges(fresh.attributes, wanted).set);
  };
  return { ...about, kind: 'change', fields, ...note, apply };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html */
export function fifoProblem(name: string): Problem | undefined {
  if (!name.endsWith('.fifo')) return undefined;
  return {
    code: 'LF_SETUP_FIFO',
    message: `${name} is a FIFO queue: S3 sends to standard queues only`,
    hint: 'Name a standard queue in `queue` (and a standard dead-letter queue in setup.dead-letter-queue).',
  };
}
