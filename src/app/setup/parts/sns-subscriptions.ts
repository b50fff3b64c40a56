import { ListSubscriptionsByTopicCommand, type SNSClient, type Subscription } from '@aws-sdk/client-sns';
import { callUnless } from '../call.ts';
import type { Names } from '../names.ts';
import { missingTopic } from './sns-topic.ts';

/** Of the topic; none when it is not there. */
export async function subscriptionsOf(sns: SNSClient, TopicArn: string): Promise<readonly Subscription[]> {
  const all: Subscription[] = [];
  let NextToken: string | undefined;
  do {
    const command = new ListSubscriptionsByTopicCommand({ TopicArn, NextToken });
    const on = `the topic ${TopicArn}`;
    const page = await callUnless(missingTopic, 'sns:ListSubscriptionsByTopic', on, () => sns.send(command));
    all.push(...(page?.Subscriptions ?? []));
    NextToken = page?.NextToken;
  } while (NextToken);
  return all;
}

/** That of our queue. */
export function isQueues({ Protocol, Endpoint }: Subscription, { queueArn }: Names): boolean {
  return Protocol === 'sqs' && Endpoint === queueArn;
}
