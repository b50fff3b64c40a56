import type { NotificationConfiguration } from '@aws-sdk/client-s3';
import type { Announcement, BucketFacts, Facts } from '../facts.ts';
import { readPattern } from './rule-pattern.ts';

/** Entries of a bucket's notification configuration that lead to the queue, by a topic, a rule, or straight. */
export function announcementsOf(
  bucket: string,
  configuration: NotificationConfiguration,
  { feeds, queue, rules }: Pick<Facts, 'feeds' | 'queue' | 'rules'>,
): readonly Announcement[] {
  const { TopicConfigurations = [], QueueConfigurations = [], EventBridgeConfiguration } = configuration;
  const topics = TopicConfigurations.filter(({ TopicArn = '' }) => feeds.topics.includes(TopicArn));
  const queues = QueueConfigurations.filter(({ QueueArn }) => QueueArn === queue.arn);
  return [
    ...topics.map((one) => entry(bucket, 'topic', one.TopicArn ?? '', one)),
    ...queues.map((one) => entry(bucket, 'queue', queue.arn, one)),
    ...(EventBridgeConfiguration ? rules : []).flatMap(({ arn, pattern }): Announcement | [] => {
      const { buckets, prefix, suffix, created } = readPattern(pattern);
      if (!created || (buckets && !buckets.includes(bucket))) return [];
      return { bucket, by: 'rule', to: arn, events: [everyCreated], prefix, suffix };
    }),
  ];
}

const everyCreated = 's3:ObjectCreated:*';

type Configured = Pick<
  NonNullable<NotificationConfiguration['TopicConfigurations']>[number],
  'Events' | 'Filter'
>;

function entry(
  bucket: string,
  by: 'topic' | 'queue',
  to: string,
  { Events = [], Filter }: Configured,
): Announcement {
  const rules = Filter?.Key?.FilterRules ?? [];
  const value = (name: string) => rules.find(({ Name }) => Name?.toLowerCase() === name)?.Value ?? '';
  return { bucket, by, to, events: Events, prefix: value('prefix'), suffix: value('suffix') };
}

/** How much of what is meant is announced. */
export function coverage(
  announced: readonly Announcement[],
  { prefix, suffix }: Pick<BucketFacts, 'prefix' | 'suffix'>,
): 'all' | 'part' | 'nothing' {
  // Nobody said what is meant.
  if (prefix === undefined) return 'all';
  const ends = (one: Announcement) => suffix === undefined || suffix.endsWith(one.suffix);
  if (announced.some((one) => prefix.startsWith(one.prefix) && ends(one))) return 'all';
  const meant = { prefix, suffix: suffix ?? '' };
  return announced.some((one) => overlaps(one, meant)) ? 'part' : 'nothing';
}

interface Filter {
  readonly prefix: string;
  readonly suffix: string;
}

/** Whether a key could fit both. */
function overlaps(a: Filter, b: Filter): boolean {
  const prefixes = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  return prefixes && (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix));
}

/** Two that bring the same object to the queue: it is read twice. */
export function firstTwice(
  announced: readonly Announcement[],
): readonly [Announcement, Announcement] | undefined {
  for (const [i, one] of announced.entries()) {
    const other = announced
      .slice(i + 1)
      .find((next) => next.bucket === one.bucket && overlaps(one, next) && sameEvents(one, next));
    if (other) return [one, other];
  }
  return undefined;
}

function sameEvents(a: Announcement, b: Announcement): boolean {
  return created.some((event) => brings(a, event) && brings(b, event));
}

/** How objects come to be. A copy or a form post is nobody's log. */
const created = ['s3:ObjectCreated:Put', 's3:ObjectCreated:CompleteMultipartUpload'] as const;

function brings({ events }: Announcement, event: string): boolean {
  return events.includes(everyCreated) || events.includes(event);
}

/** Kinds of creation that nobody announces. */
export function unannouncedEvents(announced: readonly Announcement[]): readonly string[] {
  return created.filter((event) => !announced.some((one) => brings(one, event)));
}
