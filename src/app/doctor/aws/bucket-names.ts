import { namesOf } from '../../setup/names.ts';
import type { Accepted, BucketFacts, Facts } from '../facts.ts';
import { namedSenders, parseArn } from '../senders.ts';
import type { AwsDeps } from './deps.ts';
import { readPattern } from './rule-pattern.ts';

/** A bucket that logs come from, before S3 was asked about it. */
export type NamedBucket = Pick<BucketFacts, 'name' | 'meant' | 'prefix' | 'suffix'>;

/** Buckets at most, of those that policies name. */
const most = 5;

/** --prefix alone counts where it is given; else the section `setup`, and whom policies and rules name. */
export function namedBuckets(
  deps: AwsDeps,
  accepted: Accepted,
  { feeds, topics = [], rules = [] }: Partial<Pick<Facts, 'feeds' | 'topics' | 'rules'>>,
): readonly NamedBucket[] {
  const { prefix } = deps;
  if (prefix)
    return [{ name: prefix.bucket, meant: true, prefix: prefix.prefix || undefined, suffix: undefined }];
  const meant = meantBucket(deps, accepted);
  const found = [
    ...(feeds?.buckets ?? []),
    ...topics.flatMap(({ attributes }) => namedSenders(attributes.Policy)).flatMap(bucketOf),
    ...rules.flatMap(({ pattern }) => readPattern(pattern).buckets ?? []),
  ];
  const others = [...new Set(found)].filter((name) => name !== meant?.name);
  const named = others.map((name) => ({ name, meant: false, prefix: undefined, suffix: undefined }));
  return [...(meant ? [meant] : []), ...named.slice(0, most)];
}

function meantBucket({ section, settings }: AwsDeps, accepted: Accepted): NamedBucket | undefined {
  const { account, partition } = accepted;
  if (!section || account === undefined) return undefined;
  const { bucket, prefix, suffix } = namesOf(section, settings.queue, {
    partition,
    region: accepted.region,
    account,
  });
  return { name: bucket, meant: true, prefix, suffix };
}

function bucketOf(arn: string): string[] {
  const { service, resource } = parseArn(arn) ?? {};
  return service === 's3' && resource ? [resource] : [];
}
