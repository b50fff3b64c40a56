import { paginateListSubscriptions } from '@aws-sdk/client-sns';
import type { Problem } from '../../../model/errors.ts';
import { namesOf } from '../../setup/names.ts';
import { type Check, check, worst } from '../check.ts';
import type { Accepted, Feeds, QueueFacts } from '../facts.ts';
import { maySend, namedSenders, parseArn, statementFor } from '../senders.ts';
import type { AwsDeps } from './deps.ts';

/** Pages of 100 subscriptions of the account that are looked through. */
const mostPages = 10;

/** Who sends to the queue, as far as anybody says: its policy, subscriptions to it, the section `setup`. And whether they may. */
export function queuePolicyCheck(deps: AwsDeps): Check {
  return check({
    id: 'queue-policy',
    title: 'queue policy',
    needs: ['accepted', 'queue'],
    gives: ['feeds'],
    async run({ accepted, queue }, signal) {
      const policy = queue.attributes.Policy;
      const expected = [
        ...(await subscribedTopics(deps, queue.arn, signal)),
        ...meant(deps, accepted, queue),
      ];
      const senders = [...new Set([...namedSenders(policy), ...expected])];
      const failures = expected
        .filter(
          (sender) => !['allowed', 'unsure'].includes(maySend(policy, queue.arn, sender, accountOf(sender))),
        )
        .map((sender) => shutOut(queue, sender));
      if (senders.length === 0) failures.push(nobody(queue));
      return worst({ failures: distinct(failures) }, senders.map(shortName).join(', '), {
        feeds: feedsOf(senders),
      });
    },
  });
}

function feedsOf(senders: readonly string[]): Feeds {
  const of = (service: string) => senders.filter((arn) => parseArn(arn)?.service === service);
  const buckets = of('s3').map((arn) => parseArn(arn)?.resource ?? '');
  return { topics: of('sns'), rules: of('events'), buckets };
}

/** Topics with a subscription that leads to the queue; nothing where we may not ask: the policy speaks, too. */
async function subscribedTopics(
  { clients, ask }: AwsDeps,
  queueArn: string,
  signal: AbortSignal,
): Promise<string[]> {
  const question = { service: 'sns', action: 'sns:ListSubscriptions', of: 'this account' };
  const asked = await ask(question, signal, async () => {
    const found: string[] = [];
    let pages = 0;
    for await (const { Subscriptions = [] } of paginateListSubscriptions(
      { client: clients.sns },
      {},
      { abortSignal: signal },
    )) {
      const ours = Subscriptions.filter(
        ({ Protocol, Endpoint }) => Protocol === 'sqs' && Endpoint === queueArn,
      );
      found.push(...ours.map(({ TopicArn = '' }) => TopicArn));
      pages += 1;
      if (pages >= mostPages) break;
    }
    return found;
  });
  return asked.kind === 'answer' ? asked.value : [];
}

/** What the section `setup` says; its names need the account, which STS may not have told. */
function meant(
  { section, settings }: AwsDeps,
  { account, partition }: Accepted,
  queue: QueueFacts,
): string[] {
  const region = parseArn(queue.arn)?.region ?? '';
  if (!section || account === undefined) return [];
  const names = namesOf(section, settings.queue, { partition, region, account });
  return [{ sns: names.topicArn, sqs: names.bucketArn, eventbridge: names.ruleArn }[section.announce]];
}

/** A bucket's ARN has none. */
function accountOf(arn: string): string | undefined {
  return parseArn(arn)?.account || undefined;
}

/** `topic flow-logs` */
export function shortName(arn: string): string {
  const { service = '', resource = arn } = parseArn(arn) ?? {};
  const what = { sns: 'topic', s3: 'bucket', sqs: 'queue', events: 'rule' }[service] ?? service;
  return `${what} ${resource.replace(/^rule\//, '')}`;
}

function shutOut({ name, arn }: QueueFacts, sender: string): Problem {
  return {
    code: 'LF_QUEUE_POLICY',
    message: `the policy of queue ${name} does not let ${shortName(sender)} send to it: nothing arrives, and nobody is told`,
    hint: `Run \`logflow setup\`, or add this statement to the policy: ${statementFor(arn, sender)}`,
  };
}

function nobody({ name }: QueueFacts): Problem {
  return {
    code: 'LF_QUEUE_POLICY',
    message: `the policy of queue ${name} names no topic, bucket or rule that may send to it, and no topic that can be seen has a subscription to it`,
    hint: 'Run `logflow setup`, or let the topic (or the bucket) in by a policy of the queue with aws:SourceArn, and subscribe the queue to it.',
  };
}

function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}
