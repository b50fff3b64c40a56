import type {
  LambdaFunctionConfiguration,
  NotificationConfiguration,
  QueueConfiguration,
  TopicConfiguration,
} from '@aws-sdk/client-s3';
import { never } from '../../../model/errors.ts';
import type { SetupSection } from '../../settings/setup.ts';
import type { Names } from '../names.ts';
import { decoded, encoded } from './filter-value.ts';

/** One entry of a bucket's notification configuration, in our words. */
export interface Entry {
  readonly id: string;
  readonly kind: 'topic' | 'queue' | 'lambda';
  readonly arn: string;
  /** `s3:ObjectCreated:*` */
  readonly events: readonly string[];
  /** As keys begin and end, not as filters write it. */
  readonly prefix: string;
  readonly suffix: string;
}

/** The entry of ours is known by it. */
export function entryId({ project }: SetupSection): string {
  return `logflow-${project}`;
}

/** The entry that announces new objects; undefined where EventBridge does. */
export function wantedEntry(names: Names, section: SetupSection): Entry | undefined {
  const common = {
    id: entryId(section),
    events: ['s3:ObjectCreated:*'],
    prefix: names.prefix,
    suffix: names.suffix,
  };
  switch (section.announce) {
    case 'sns':
      return { ...common, kind: 'topic', arn: names.topicArn };
    case 'sqs':
      return { ...common, kind: 'queue', arn: names.queueArn };
    case 'eventbridge':
      return undefined;
    default:
      return never(section.announce);
  }
}

type AnyConfiguration = TopicConfiguration | QueueConfiguration | LambdaFunctionConfiguration;

export function entriesOf(configuration: NotificationConfiguration): readonly Entry[] {
  const {
    TopicConfigurations: topics = [],
    QueueConfigurations: queues = [],
    LambdaFunctionConfigurations: lambdas = [],
  } = configuration;
  return [
    ...topics.map((entry) => read('topic', entry, entry.TopicArn)),
    ...queues.map((entry) => read('queue', entry, entry.QueueArn)),
    ...lambdas.map((entry) => read('lambda', entry, entry.LambdaFunctionArn)),
  ];
}

function read(kind: Entry['kind'], { Id, Events, Filter }: AnyConfiguration, arn = ''): Entry {
  // S3 writes them with a capital, whatever was put.
  const rule = (name: string) =>
    Filter?.Key?.FilterRules?.find((rule) => rule.Name?.toLowerCase() === name)?.Value ?? '';
  return {
    id: Id ?? '',
    kind,
    arn,
    events: Events ?? [],
    prefix: decoded(rule('prefix')),
    suffix: decoded(rule('suffix')),
  };
}

/**
 * The whole new configuration, as a PUT replaces all of it: what is not ours stays exactly as it was read, EventBridge
 * and what this version of logflow does not know included.
 */
export function mergeNotification(
  now: NotificationConfiguration,
  id: string,
  wanted: Entry | undefined,
  eventBridge: boolean,
): NotificationConfiguration {
  const foreign = <T extends { Id?: string | undefined }>(entries: T[] | undefined) =>
    (entries ?? []).filter((entry) => entry.Id !== id);
  const ours = wanted && {
    Id: wanted.id,
    Events: wanted.events as NonNullable<TopicConfiguration['Events']>,
    ...filterOf(wanted),
  };
  const topics = foreign(now.TopicConfigurations);
  const queues = foreign(now.QueueConfigurations);
  if (wanted?.kind === 'topic' && ours) topics.push({ ...ours, TopicArn: wanted.arn });
  if (wanted?.kind === 'queue' && ours) queues.push({ ...ours, QueueArn: wanted.arn });
  return {
    ...now,
    TopicConfigurations: topics,
    QueueConfigurations: queues,
    LambdaFunctionConfigurations: foreign(now.LambdaFunctionConfigurations),
    ...(eventBridge && { EventBridgeConfiguration: now.EventBridgeConfiguration ?? {} }),
  };
}

function filterOf({ prefix, suffix }: Entry): Pick<TopicConfiguration, 'Filter'> {
  const FilterRules = [
    ...(prefix === '' ? [] : [{ Name: 'prefix' as const, Value: encoded(prefix) }]),
    ...(suffix === '' ? [] : [{ Name: 'suffix' as const, Value: encoded(suffix) }]),
  ];
  return FilterRules.length === 0 ? {} : { Filter: { Key: { FilterRules } } };
}
