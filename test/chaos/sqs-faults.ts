import type { SqsCall, SqsFault, SqsHarm } from '../helpers/sqs-proxy.ts';
import { dice } from './dice.ts';
import type { FaultName } from './faults.ts';
import { isPoison } from './load.ts';
import type { FaultParts } from './s3-faults.ts';

/** A message as SQS answers with it; what it is not asked about is passed on. */
export interface Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
}

interface Entry {
  readonly Id: string;
  readonly ReceiptHandle: string;
  readonly VisibilityTimeout?: number;
}

/** What the faults of all consumers share, and tell. */
export interface QueueWatch {
  /** Delivered lately, to whomever. */
  readonly lately: Message[];
  /** Sends the body again, as a message of its own. */
  readonly sendAgain: (body: string) => Promise<void>;
  /** SQS has really deleted it. */
  readonly deleted: (messages: readonly Message[]) => void;
}

const failed = { status: 500, answer: { __type: 'com.amazonaws.sqs#InternalFailure', message: 'chaos' } };
const remembered = 20;

/** Seconds: short, so that what a kill leaves behind comes back soon. */
export const visibilityTimeout = 3;

/** What one consumer's queue does wrong; `held` follows what the consumer holds. */
export function sqsFaults(
  { seed, consumer, mischief, killer }: FaultParts,
  watch: QueueWatch,
  held: Map<string, Message>,
): SqsFault {
  const name = `queue of ${consumer}`;
  const random = dice(seed, `${name}: how`);
  const draws: Readonly<Record<string, () => FaultName | undefined>> = {
    ReceiveMessage: mischief.deck(`${name}: receive`, 12, ['sqs-500']),
    DeleteMessageBatch: mischief.deck(`${name}: delete`, 8, ['sqs-500', 'sqs-lost-delete', 'sqs-partial']),
    ChangeMessageVisibilityBatch: mischief.deck(`${name}: visibility`, 8, ['sqs-500', 'sqs-partial']),
  };
  const drawReceived = mischief.deck(`${name}: received`, 7, ['sqs-receive-lost', 'sqs-duplicate']);

  const receive = ({ body }: SqsCall): SqsHarm => {
    let status = 200;
    const mend = async (answer: object) => {
      const { Messages = [] } = answer as { Messages?: Message[] };
      if (Messages.length === 0 || (await killer.at(consumer, 'received'))) return {};
      const drawn = drawReceived();
      if (drawn) mischief.count(drawn);
      if (drawn === 'sqs-receive-lost') {
        status = failed.status;
        return failed.answer;
      }
      if (drawn === 'sqs-duplicate') {
        const double = random.pick(watch.lately) ?? Messages[0];
        if (double && Messages.length < 10 && random.chance(0.5)) Messages.push(double);
        else if (double && !isPoison(double.Body)) await watch.sendAgain(double.Body);
      }
      for (const message of Messages) held.set(message.ReceiptHandle, message);
      // Twice a poison is two messages that have to stay.
      watch.lately.push(...Messages.filter(({ Body }) => !isPoison(Body)));
      watch.lately.splice(0, Math.max(0, watch.lately.length - remembered));
      return { Messages };
    };
    return { ask: body, mend, status: () => status };
  };

  /** Some of the entries reach SQS; the others are told to have failed. */
  const batch = (
    { action, body }: SqsCall,
    entries: readonly Entry[],
    lost: ReadonlySet<string>,
  ): SqsHarm => {
    const passed = entries.filter(({ Id }) => !lost.has(Id));
    // Now and then as if the lease were lost, which no second try is made for.
    const lease = random.chance(0.3);
    const error = lease
      ? { Code: 'ReceiptHandleIsInvalid', SenderFault: true }
      : { Code: 'InternalError', SenderFault: false };
    const Failed = [...lost].map((Id) => ({ Id, ...error, Message: 'said by the proxy' }));
    if (passed.length === 0) return { answer: { Successful: [], Failed } };
    return {
      ask: { ...body, Entries: passed },
      mend: async (answer) => {
        const done = answer as { Successful?: { Id: string }[]; Failed?: object[] };
        const ids = new Set(done.Successful?.map(({ Id }) => Id));
        settle(
          action,
          passed.filter(({ Id }) => ids.has(Id)),
        );
        if (action === 'DeleteMessageBatch') await killer.at(consumer, 'after-delete');
        return { ...done, Failed: [...(done.Failed ?? []), ...Failed] };
      },
    };
  };

  const settle = (action: string, entries: readonly Entry[]) => {
    const messages = entries.flatMap(({ ReceiptHandle }) => held.get(ReceiptHandle) ?? []);
    if (action === 'DeleteMessageBatch') watch.deleted(messages);
    // The constant visibility is an extension; any other a release.
    for (const { ReceiptHandle, VisibilityTimeout } of entries)
      if (VisibilityTimeout !== visibilityTimeout) held.delete(ReceiptHandle);
  };

  return async (call) => {
    const draw = draws[call.action];
    if (!draw) return undefined;
    const drawn = draw();
    if (drawn) mischief.count(drawn);
    if (drawn === 'sqs-500') return failed;
    if (call.action === 'ReceiveMessage') return receive(call);
    const entries = call.body.Entries as readonly Entry[];
    const deletes = call.action === 'DeleteMessageBatch';
    if (deletes && (await killer.at(consumer, 'before-delete'))) return failed;
    if (drawn === 'sqs-lost-delete') {
      for (const { ReceiptHandle } of entries) held.delete(ReceiptHandle);
      return { answer: { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] } };
    }
    // One at least, and not always all.
    const first = random.below(entries.length);
    const lost = drawn === 'sqs-partial' ? entries.filter((_, i) => i === first || random.chance(0.4)) : [];
    return batch(call, entries, new Set(lost.map(({ Id }) => Id)));
  };
}
