import {
  GetQueueAttributesCommand,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { translateQueueError } from './aws-error.ts';
import { batchLimit, type QueueMessage, toQueueMessage } from './queue-api.ts';

/** A message with all that has to survive when it is sent again. */
export interface DeadLetter extends QueueMessage {
  /** ARN of the queue that it came from; undefined where SQS does not say. */
  readonly sourceArn: string | undefined;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  /** X-Ray's header, the one system attribute that a sender may set. */
  readonly traceHeader: string | undefined;
}

export type ReceiveDeadLetters = (
  max: number,
  waitSeconds: number,
  visibilitySeconds: number,
) => Promise<DeadLetter[]>;

export function deadLetterReceiver(sqs: SQSClient, queueUrl: string): ReceiveDeadLetters {
  return async (max, waitSeconds, visibilitySeconds) => {
    try {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: Math.min(max, batchLimit),
          WaitTimeSeconds: waitSeconds,
          VisibilityTimeout: visibilitySeconds,
          MessageSystemAttributeNames: [
            'ApproximateReceiveCount',
            'SentTimestamp',
            'AWSTraceHeader',
            'DeadLetterQueueSourceArn',
          ],
          MessageAttributeNames: ['All'],
        }),
      );
      return Messages.map((message) => ({
        ...toQueueMessage(message),
        sourceArn: message.Attributes?.DeadLetterQueueSourceArn,
        attributes: message.MessageAttributes ?? {},
        traceHeader: message.Attributes?.AWSTraceHeader,
      }));
    } catch (error) {
      throw translateQueueError(error, queueUrl);
    }
  };
}

/** What a queue says of itself and of where its dead letters go. */
export interface RedriveTarget {
  readonly arn: string | undefined;
  /** Undefined: the queue has no redrive policy. */
  readonly deadLetters: QueueArn | undefined;
  /** Receives after which a message goes there; undefined without a policy. */
  readonly maxReceiveCount: number | undefined;
}

export interface QueueArn {
  readonly account: string;
  readonly name: string;
}

export async function redriveTarget(sqs: SQSClient, queueUrl: string): Promise<RedriveTarget> {
  try {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn', 'RedrivePolicy'] }),
    );
    const { QueueArn, RedrivePolicy } = Attributes;
    const maxReceiveCount = receivesOf(RedrivePolicy);
    return { arn: QueueArn, deadLetters: policyTarget(RedrivePolicy), maxReceiveCount };
  } catch (error) {
    throw translateQueueError(error, queueUrl);
  }
}

/** The queue that a redrive policy names: `{"deadLetterTargetArn":"arn:aws:sqs:REGION:ACCOUNT:NAME",…}`, in any partition (R40). */
export function policyTarget(policy: string | undefined): QueueArn | undefined {
  try {
    const { deadLetterTargetArn } = JSON.parse(policy ?? '') as { deadLetterTargetArn?: unknown };
    const [arn, , service, , account = '', name = ''] = String(deadLetterTargetArn).split(':');
    return arn === 'arn' && service === 'sqs' && name !== '' ? { account, name } : undefined;
  } catch {
    return undefined;
  }
}

/** SQS gives it as a number; some set it as text. */
function receivesOf(policy: string | undefined): number | undefined {
  try {
    return Number((JSON.parse(policy ?? '') as { maxReceiveCount?: unknown }).maxReceiveCount) || undefined;
  } catch {
    return undefined;
  }
}
