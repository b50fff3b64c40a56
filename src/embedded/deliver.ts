import { never } from '../model/errors.ts';
import type { Internals, Stores } from './fauxqs.ts';
import type { Rule } from './notification-configuration.ts';

/** Brings an S3 event to a topic or a queue. */
export interface Delivery {
  exists(rule: Rule): boolean;
  /** The message is in the queues when this returns. A destination that is gone is passed over, as S3 does. */
  deliver(rule: Rule, message: string): void;
}

/** Delivery through fauxqs's own SNS and SQS. */
export function createDelivery(
  { publish, sendMessage }: Internals,
  { snsStore, sqsStore }: Stores,
): Delivery {
  const exists = ({ kind, arn }: Rule) => {
    switch (kind) {
      case 'topic':
        return snsStore.getTopic(arn) !== undefined;
      case 'queue':
        return sqsStore.getQueueByArn(arn) !== undefined;
      default:
        return never(kind);
    }
  };
  return {
    exists,
    deliver({ kind, arn }, message) {
      switch (kind) {
        case 'topic':
          if (snsStore.getTopic(arn) !== undefined) {
            publish(
              { TopicArn: arn, Subject: 'Amazon S3 Notification', Message: message },
              snsStore,
              sqsStore,
            );
          }
          return;
        case 'queue': {
          const queue = sqsStore.getQueueByArn(arn);
          if (queue !== undefined) {
            sendMessage({ QueueUrl: queue.url, MessageBody: message }, sqsStore);
          }
          return;
        }
        default:
          never(kind);
      }
    },
  };
}
