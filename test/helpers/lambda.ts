import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { LambdaContext, SqsBatchResponse, SqsEvent } from '../../src/app/lambda/event.ts';
import type { Road } from './road.ts';
import { waitFor } from './wait.ts';

/** The event of messages as Lambda's poller makes it, in the shape of AWS's documentation. */
export function sqsEvent(messages: readonly Message[]): SqsEvent {
  return {
    Records: messages.map(({ MessageId = '', ReceiptHandle, Body = '', Attributes, MD5OfBody }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes,
      messageAttributes: {},
      md5OfBody: MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:flow-queue',
      awsRegion: 'us-east-1',
    })),
  };
}

/** Receives so many messages, as Lambda's poller does. */
export async function pollFor(road: Road, wanted: number): Promise<Message[]> {
  const messages: Message[] = [];
  const receive = async () => {
    const { Messages = [] } = await road.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: road.queueUrl,
        MaxNumberOfMessages: Math.min(10, wanted - messages.length),
        MessageSystemAttributeNames: ['All'],
        VisibilityTimeout: 600,
      }),
    );
    messages.push(...Messages);
    return messages.length === wanted;
  };
  await waitFor(receive, { what: `${wanted} messages` });
  return messages;
}

/** Deletes what is not in the answer, as Lambda's poller does. */
export async function settle(
  road: Road,
  messages: readonly Message[],
  answer: SqsBatchResponse,
): Promise<void> {
  const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const Entries = messages
    .filter(({ MessageId = '' }) => !failed.has(MessageId))
    .map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
  if (Entries.length > 0)
    await road.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: road.queueUrl, Entries }));
}

/** A function that has so many ms left. */
export function contextOf(ms: number): LambdaContext {
  const end = Date.now() + ms;
  return { getRemainingTimeInMillis: () => end - Date.now() };
}
