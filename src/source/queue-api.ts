import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueueDepth } from '../model/metrics.ts';
import { translateQueueError } from './aws-error.ts';

/** A message as received, with what SQS says about it. */
export interface QueueMessage {
  readonly id: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** How often it was received, this time included. */
  readonly receiveCount: number;
  /** When it was sent, ms since the epoch; undefined where SQS does not say. A move to a dead-letter queue keeps it (R28). */
  readonly sentAt: number | undefined;
}

/** What became of one entry of a batch request. */
export type EntryResult =
  | { readonly kind: 'done' }
  /** The receipt handle is not (or no longer) good: the lease is lost (R24). */
  | { readonly kind: 'lost' }
  /** Worth another try. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface QueueApi {
  receive(max: number, waitSeconds: number, visibilitySeconds: number): Promise<QueueMessage[]>;
  /** At most ten entries; one result for each, in order. */
  changeVisibility(entries: readonly { receiptHandle: string; seconds: number }[]): Promise<EntryResult[]>;
  /** At most ten receipt handles; one result for each, in order. */
  delete(receiptHandles: readonly string[]): Promise<EntryResult[]>;
  depth(): Promise<QueueDepth>;
  properties(): Promise<QueueProperties>;
}

/** How the queue is set up, as far as a consumer should know. */
export interface QueueProperties {
  /** The queue's own visibility timeout, seconds; ours is passed on each receive. */
  readonly visibilityTimeout: number;
  /** Whether a redrive policy takes what nobody can handle to a dead-letter queue. */
  readonly redrive: boolean;
}

/** The most entries SQS takes in one batch request. */
export const batchLimit = 10;

/** Every method translates what AWS throws into `LogflowError`. */
export function createQueueApi(sqs: SQSClient, queueUrl: string): QueueApi {
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw translateQueueError(error, queueUrl);
    }
  };
  return {
    receive: (max, waitSeconds, visibilitySeconds) =>
      call(async () => {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl,
            MaxNumberOfMessages: Math.min(max, batchLimit),
            WaitTimeSeconds: waitSeconds,
            // Passed on every receive: the queue's own value may be 30 s (R23).
            VisibilityTimeout: visibilitySeconds,
            MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
          }),
        );
        return Messages.map(toQueueMessage);
      }),
    changeVisibility: (entries) =>
      call(async () => {
        const { Failed = [] } = await sqs.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: queueUrl,
            Entries: entries.map(({ receiptHandle, seconds }, i) => ({
              Id: String(i),
              ReceiptHandle: receiptHandle,
              VisibilityTimeout: seconds,
            })),
          }),
        );
        return perEntry(entries.length, Failed);
      }),
    delete: (receiptHandles) =>
      call(async () => {
        const { Failed = [] } = await sqs.send(
          new DeleteMessageBatchCommand({
            QueueUrl: queueUrl,
            Entries: receiptHandles.map((ReceiptHandle, i) => ({ Id: String(i), ReceiptHandle })),
          }),
        );
        return perEntry(receiptHandles.length, Failed);
      }),
    properties: () =>
      call(async () => {
        const { Attributes = {} } = await sqs.send(
          new GetQueueAttributesCommand({
            QueueUrl: queueUrl,
            AttributeNames: ['VisibilityTimeout', 'RedrivePolicy'],
          }),
        );
        return {
          visibilityTimeout: Number(Attributes.VisibilityTimeout ?? 0),
          redrive: Attributes.RedrivePolicy !== undefined,
        };
      }),
    depth: () =>
      call(async () => {
        const { Attributes = {} } = await sqs.send(
          new GetQueueAttributesCommand({
            QueueUrl: queueUrl,
            AttributeNames: [
              'ApproximateNumberOfMessages',
              'ApproximateNumberOfMessagesNotVisible',
              'ApproximateNumberOfMessagesDelayed',
            ],
          }),
        );
        return {
          visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
          inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
          delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
        };
      }),
  };
}

/** For a receive that asks for `ApproximateReceiveCount` and `SentTimestamp`. */
export function toQueueMessage({ MessageId, ReceiptHandle, Body, Attributes }: Message): QueueMessage {
  return {
    id: MessageId ?? ReceiptHandle ?? '',
    receiptHandle: ReceiptHandle ?? '',
    body: Body ?? '',
    receiveCount: Number(Attributes?.ApproximateReceiveCount) || 1,
    sentAt: Number(Attributes?.SentTimestamp) || undefined,
  };
}

interface FailedEntry {
  Id?: string | undefined;
  Code?: string | undefined;
  Message?: string | undefined;
  SenderFault?: boolean | undefined;
}

function perEntry(count: number, failed: readonly FailedEntry[]): EntryResult[] {
  const results: EntryResult[] = Array.from({ length: count }, () => ({ kind: 'done' }));
  for (const { Id, Code = '', Message, SenderFault } of failed) {
    const entry = Number(Id);
    if (!(entry in results)) continue;
    // Both names mean that somebody else may hold the message by now (R24). A sender's fault will not mend itself,
    // but for being too fast.
    const lost =
      /ReceiptHandleIsInvalid|MessageNotInflight/.test(Code) || (SenderFault && !/Throttl/.test(Code));
    results[entry] = lost ? { kind: 'lost' } : { kind: 'failed', reason: `${Code}: ${Message}` };
  }
  return results;
}

/** A queue is given by name or by URL; a name is looked up, in another account when its owner is told. */
export async function resolveQueueUrl(
  sqs: SQSClient,
  queue: string,
  ownerAccountId?: string,
): Promise<string> {
  if (/^https?:\/\//.test(queue)) return queue;
  try {
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({
        QueueName: queue,
        ...(ownerAccountId && { QueueOwnerAWSAccountId: ownerAccountId }),
      }),
    );
    return QueueUrl ?? queue;
  } catch (error) {
    throw translateQueueError(error, queue);
  }
}
