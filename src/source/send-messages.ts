import { type MessageAttributeValue, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { LogflowError } from '../model/errors.ts';
import { translateQueueError } from './aws-error.ts';
import { batchLimit } from './queue-api.ts';

/** What is sent; a dead letter is one, too. */
export interface OutgoingMessage {
  readonly body: string;
  readonly attributes?: Readonly<Record<string, MessageAttributeValue>>;
  /** X-Ray's header. */
  readonly traceHeader?: string | undefined;
}

export type SendResult =
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed'; readonly reason: string; readonly retry: boolean };

/** One result for each message, in order. Rejects with `LogflowError` when SQS did not take the request: the outcome is unknown. */
export type SendMessages = (batch: readonly OutgoingMessage[]) => Promise<SendResult[]>;

/** Bytes in one request. SQS allowed 256 KiB for a message and a request alike, and allows 1 MiB since 2025: this fits both. */
const requestBytes = 256 * 1024;

/**
 * Sends messages with body and attributes, at most ten at once, as `sendBatches` cuts them. `rest`: what people are told
 * about the messages that were not sent.
 */
export function messageSender(sqs: SQSClient, queueUrl: string, rest: string): SendMessages {
  return async (batch) => {
    try {
      const { Successful = [], Failed = [] } = await sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: batch.map((letter, i) => ({
            Id: String(i),
            MessageBody: letter.body,
            MessageAttributes: { ...letter.attributes },
            ...(letter.traceHeader && {
              MessageSystemAttributes: {
                AWSTraceHeader: { DataType: 'String', StringValue: letter.traceHeader },
              },
            }),
          })),
        }),
      );
      const sent = new Set(Successful.map(({ Id }) => Id));
      const failed = new Map(Failed.map((entry) => [entry.Id, entry]));
      return batch.map((_, i): SendResult => {
        const entry = failed.get(String(i));
        // What the answer does not name as sent was not: the original must not be deleted for it.
        if (!entry && sent.has(String(i))) return { kind: 'sent' };
        const { Code = 'SQS did not say', Message = '', SenderFault = false } = entry ?? {};
        return { kind: 'failed', reason: `${Code}: ${Message}`, retry: !SenderFault };
      });
    } catch (error) {
      throw sendProblem(translateQueueError(error, queueUrl), rest);
    }
  };
}

/** Whoever may receive need not be one who may send. */
function sendProblem(error: LogflowError, rest: string): LogflowError {
  if (error.code !== 'LF_QUEUE_FORBIDDEN') return error;
  const { code, message } = error;
  const hint = `Allow sqs:SendMessage on the queue, and kms:GenerateDataKey and kms:Decrypt on its key if it has one. ${rest}`;
  return new LogflowError({ code, message, hint }, { cause: error.cause });
}

/** Cuts messages into requests: ten at most, and no more bytes than SQS takes; a large one goes alone. */
export function sendBatches<T extends OutgoingMessage>(messages: readonly T[]): T[][] {
  const batches: T[][] = [];
  let room = 0;
  for (const message of messages) {
    const size = messageBytes(message);
    const last = batches.at(-1);
    if (last && last.length < batchLimit && size <= room) {
      last.push(message);
      room -= size;
    } else {
      batches.push([message]);
      room = requestBytes - size;
    }
  }
  return batches;
}

/** As SQS counts: the body, and the names, types and values of the attributes. */
function messageBytes({ body, attributes = {} }: OutgoingMessage): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, { DataType = '', StringValue = '', BinaryValue }] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue);
    bytes += BinaryValue?.length ?? 0;
  }
  return bytes;
}
