import {
  GetSubscriptionAttributesCommand,
  SetSubscriptionAttributesCommand,
  type SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import type { SetupSection } from '../../settings/setup.ts';
import { call, callUnless } from '../call.ts';
import type { SetupClients } from '../clients.ts';
import { fieldChange } from '../field.ts';
import { type Names, ownTag } from '../names.ts';
import type { Part, Step } from '../part.ts';
import { onlyDeletes } from '../retire.ts';
import { isQueues, subscriptionsOf } from './sns-subscriptions.ts';
import { missingTopic, topicProject } from './sns-topic.ts';
import { findQueue, queueProject } from './sqs-queue.ts';

/**
 * The queue's subscription to the topic, found by its endpoint. Subscriptions have no tags: one between a topic and a
 * queue of which at least one is ours is ours.
 */
export function createSubscriptionPart(
  names: Names,
  section: SetupSection,
  { sns, sqs }: Pick<SetupClients, 'sns' | 'sqs'>,
): Part {
  const { project } = section;
  const about = {
    part: 'subscription',
    what: 'SNS subscription',
    name: `${names.topic} -> ${names.queue}`,
  } as const;

  async function wanted(): Promise<Step> {
    const found = await findSubscription(sns, names);
    if (!found) {
      const fields = [fieldChange('raw delivery', undefined, 'on')];
      return { ...about, kind: 'create', fields, apply: () => subscribe(sns, names) };
    }
    // A filter of somebody's own is his business; but he may look for what does not come.
    const note = found.filtered ? { note: 'it has a filter policy: what that leaves out never comes' } : {};
    if (found.raw) return { ...about, kind: 'keep', ...note };
    const fields = [fieldChange('raw delivery', 'off', 'on')];
    return { ...about, kind: 'change', fields, ...note, apply: () => deliverRaw(sns, found.arn) };
  }

  async function destroy(): Promise<readonly Step[]> {
    const found = await findSubscription(sns, names);
    if (!found) return [];
    const queue = await findQueue(sqs, names.queue);
    const projects = [await topicProject(sns, names.topicArn), queue && (await queueProject(sqs, queue.url))];
    if (!projects.includes(project)) {
      const note = `neither the topic nor the queue was made by logflow: no tag ${ownTag}=${project}`;
      return [{ ...about, kind: 'keep', note }];
    }
    return [{ ...about, kind: 'delete', fields: [], apply: () => unsubscribe(sns, found.arn) }];
  }

  return {
    name: 'subscription',
    plan: async () => (section.announce === 'sns' ? [await wanted()] : onlyDeletes(await destroy())),
    destroy,
  };
}

interface FoundSubscription {
  readonly arn: string;
  readonly raw: boolean;
  readonly filtered: boolean;
}

async function findSubscription(sns: SNSClient, names: Names): Promise<FoundSubscription | undefined> {
  const all = await subscriptionsOf(sns, names.topicArn);
  const arn = all.find((subscription) => isQueues(subscription, names))?.SubscriptionArn;
  if (arn === undefined) return undefined;
  const answer = await call('sns:GetSubscriptionAttributes', `the subscription ${arn}`, () =>
    sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn })),
  );
  const { RawMessageDelivery: raw, FilterPolicy: filter } = answer.Attributes ?? {};
  return { arn, raw: raw === 'true', filtered: filter !== undefined && !/^(\{\s*\})?$/.test(filter) };
}

async function subscribe(sns: SNSClient, { topicArn, queueArn }: Names): Promise<void> {
  const command = new SubscribeCommand({
    TopicArn: topicArn,
    Protocol: 'sqs',
    Endpoint: queueArn,
    Attributes: { RawMessageDelivery: 'true' },
  });
  await call('sns:Subscribe', `the topic ${topicArn}`, () => sns.send(command));
}

async function deliverRaw(sns: SNSClient, SubscriptionArn: string): Promise<void> {
  const attribute = { AttributeName: 'RawMessageDelivery', AttributeValue: 'true' };
  await call('sns:SetSubscriptionAttributes', `the subscription ${SubscriptionArn}`, () =>
    sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, ...attribute })),
  );
}

async function unsubscribe(sns: SNSClient, SubscriptionArn: string): Promise<void> {
  await callUnless(missingTopic, 'sns:Unsubscribe', `the subscription ${SubscriptionArn}`, () =>
    sns.send(new UnsubscribeCommand({ SubscriptionArn })),
  );
}
