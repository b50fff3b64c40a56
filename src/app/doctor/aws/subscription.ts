import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  type Subscription,
} from '@aws-sdk/client-sns';
import type { Problem } from '../../../model/errors.ts';
import { refusedProblem } from '../aws-call.ts';
import { type Check, check, ok, worst } from '../check.ts';
import type { Attributes, QueueFacts, TopicFacts } from '../facts.ts';
import type { AwsDeps } from './deps.ts';
import { none } from './topic.ts';

/** Pages of 100 subscriptions of one topic that are looked through. */
const mostPages = 20;

/** Whether what the topics are told reaches the queue, and all of it. */
export function subscriptionCheck(deps: AwsDeps): Check {
  return check({
    id: 'subscription',
    title: 'subscription',
    needs: ['topics', 'queue'],
    async run({ topics, queue }, signal) {
      if (topics.length === 0) return ok(none);
      const looked = await Promise.all(topics.map((topic) => look(deps, topic, queue, signal)));
      const there = looked.filter(({ absent }) => absent === undefined);
      // A policy may still let in a topic of former times.
      const absent = there.length === 0 ? looked.flatMap(({ absent }) => absent ?? []) : [];
      const failures = [...absent, ...there.flatMap(({ failures = [] }) => failures)];
      return worst(
        { failures, warnings: there.flatMap(({ warnings = [] }) => warnings) },
        'confirmed, raw, unfiltered',
      );
    },
  });
}

interface Looked {
  readonly absent?: Problem;
  readonly failures?: readonly Problem[];
  readonly warnings?: readonly Problem[];
}

async function look(
  deps: AwsDeps,
  topic: TopicFacts,
  queue: QueueFacts,
  signal: AbortSignal,
): Promise<Looked> {
  const { clients, ask } = deps;
  const of = `topic ${topic.name}`;
  const question = { service: 'sns', action: 'sns:ListSubscriptionsByTopic', of };
  const listed = await ask(question, signal, () => find(deps, topic.arn, queue.arn, signal));
  if (listed.kind === 'denied') return { warnings: [listed.problem] };
  if (listed.kind === 'refused') return { failures: [refusedProblem(question, listed.error)] };
  const arn = listed.value?.SubscriptionArn;
  if (arn === undefined) return { absent: missing(topic, queue) };
  if (!arn.startsWith('arn:')) return { failures: [pending(topic, queue)] };
  const closer = { service: 'sns', action: 'sns:GetSubscriptionAttributes', of };
  const asked = await ask(closer, signal, () =>
    clients.sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn: arn }), { abortSignal: signal }),
  );
  if (asked.kind === 'denied') return { warnings: [asked.problem] };
  if (asked.kind === 'refused') return { failures: [refusedProblem(closer, asked.error)] };
  return judgeSubscription(asked.value.Attributes ?? {}, topic, queue);
}

async function find(
  { clients }: AwsDeps,
  TopicArn: string,
  queueArn: string,
  abortSignal: AbortSignal,
): Promise<Subscription | undefined> {
  let pages = 0;
  const all = paginateListSubscriptionsByTopic({ client: clients.sns }, { TopicArn }, { abortSignal });
  for await (const { Subscriptions = [] } of all) {
    const found = Subscriptions.find(({ Protocol, Endpoint }) => Protocol === 'sqs' && Endpoint === queueArn);
    pages += 1;
    if (found || pages >= mostPages) return found;
  }
  return undefined;
}

/** By the attributes of a subscription that is there. */
export function judgeSubscription(attributes: Attributes, topic: TopicFacts, queue: QueueFacts): Looked {
  const { PendingConfirmation, RawMessageDelivery, FilterPolicy, FilterPolicyScope } = attributes;
  const subscription = `the subscription of queue ${queue.name} to topic ${topic.name}`;
  if (PendingConfirmation === 'true') return { failures: [pending(topic, queue)] };
  const raw = RawMessageDelivery === 'true' ? [] : [notRaw(subscription)];
  if (!FilterPolicy || FilterPolicy === '{}') return { warnings: raw };
  // S3 sends no message attributes, which is what is filtered by where nothing is said.
  if (FilterPolicyScope !== 'MessageBody')
    return { failures: [filtered(subscription, 'nothing')], warnings: raw };
  return { warnings: [...raw, filtered(subscription, 'only what fits it')] };
}

function missing({ name }: TopicFacts, { name: queue, arn }: QueueFacts): Problem {
  return {
    code: 'LF_SUBSCRIPTION_MISSING',
    message: `queue ${queue} is not subscribed to topic ${name}`,
    hint: `Run \`logflow setup\`, or subscribe it: protocol sqs, endpoint ${arn}, RawMessageDelivery true.`,
  };
}

function pending({ name }: TopicFacts, { name: queue }: QueueFacts): Problem {
  return {
    code: 'LF_SUBSCRIPTION_PENDING',
    message: `the subscription of queue ${queue} to topic ${name} was never confirmed`,
    hint: "Subscribe the queue again by an identity of the queue's account, which confirms by itself; or confirm with the token in its SubscriptionConfirmation message.",
  };
}

function notRaw(subscription: string): Problem {
  return {
    code: 'LF_SUBSCRIPTION_NOT_RAW',
    message: `${subscription} wraps messages in the envelope of SNS: they are read, but larger, and other readers of the queue may not know it`,
    hint: 'Set RawMessageDelivery of the subscription to true; `logflow setup` does.',
  };
}

function filtered(subscription: string, passes: string): Problem {
  return {
    code: 'LF_SUBSCRIPTION_FILTER',
    message: `${subscription} has a filter policy: ${passes} gets through`,
    hint: "Take the filter policy away, or be sure that it is meant; prefix and suffix of the bucket's notification are the place to choose objects.",
  };
}
