import type { S3Ref } from '../../model/object.ts';
import type { Cluster } from '../../sink/cluster.ts';
import type { ClusterState } from '../../sink/preflight.ts';
import type { IndexMappings } from '../template/indices.ts';
import type { Inspection } from '../template/inspect.ts';
import type { RefusedAnswer } from '../template/problems.ts';
import type { IndexTemplate } from '../template/target.ts';

/** What checks find out for each other. Values are as AWS and the cluster say them. */
export interface Facts {
  /** Keys that AWS takes, as far as it could be asked. */
  readonly accepted: Accepted;
  readonly queue: QueueFacts;
  readonly redrive: RedriveFacts;
  readonly deadLetters: { readonly name: string; readonly attributes: Attributes };
  /** Who is meant to send to the queue, or may. */
  readonly feeds: Feeds;
  /** Those of the feeds that are there. */
  readonly topics: readonly TopicFacts[];
  /** Rules of EventBridge that send to the queue, and are there. */
  readonly rules: readonly RuleFacts[];
  readonly buckets: readonly BucketFacts[];
  /** What the buckets announce to the queue, and to whom. */
  readonly announcements: readonly Announcement[];
  /** The newest objects that can be found, and that a pipeline claims. */
  readonly samples: readonly S3Ref[];
  /** A node answered; perhaps with a refusal. */
  readonly answered: Answered;
  /** The cluster knows us. */
  readonly cluster: ClusterFacts;
  readonly health: HealthFacts;
  /** Flat: `cluster.max_shards_per_node`; what was set, over the defaults. */
  readonly clusterSettings: Readonly<Record<string, string>>;
  readonly templates: readonly TemplateFacts[];
}

export type FactName = keyof Facts;

export type Attributes = Readonly<Record<string, string | undefined>>;

export interface Accepted {
  /** Undefined where STS could not be asked. */
  readonly account: string | undefined;
  readonly partition: string;
  /** Of this run. */
  readonly region: string;
}

export interface QueueFacts {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly attributes: Attributes;
}

export interface RedriveFacts {
  /** Of the dead-letter queue. */
  readonly name: string;
  readonly account: string;
  readonly maxReceiveCount: number;
}

/** ARNs, each once. */
export interface Feeds {
  readonly topics: readonly string[];
  readonly rules: readonly string[];
  /** Names of buckets that may send to the queue themselves. */
  readonly buckets: readonly string[];
}

export interface TopicFacts {
  readonly arn: string;
  readonly name: string;
  readonly attributes: Attributes;
}

export interface RuleFacts {
  readonly arn: string;
  readonly name: string;
  /** JSON; undefined for a rule that is a schedule. */
  readonly pattern: string | undefined;
}

export interface BucketFacts {
  readonly name: string;
  /** Somebody said so, by --prefix or in the section `setup`; else a policy names it. */
  readonly meant: boolean;
  /** Where the logs are meant to be; undefined when nobody said. */
  readonly prefix: string | undefined;
  readonly suffix: string | undefined;
  /** Undefined where S3 does not say. */
  readonly region: string | undefined;
  readonly listable: boolean;
}

/** One entry of a bucket's notification configuration that leads to the queue. */
export interface Announcement {
  readonly bucket: string;
  readonly by: 'topic' | 'queue' | 'rule';
  /** ARN of the topic, the queue or the rule. */
  readonly to: string;
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

export interface Answered {
  /** Asks all nodes that answered. */
  readonly client: Cluster;
  readonly state: Exclude<ClusterState, { kind: 'unreachable' }>;
}

export interface ClusterFacts {
  readonly client: Cluster;
  readonly state: Extract<ClusterState, { kind: 'ready' }>;
}

export interface HealthFacts {
  readonly nodes: number;
  readonly dataNodes: number;
  /** Of open indices, replicas and those without a place included. */
  readonly shards: number;
}

/** One that a pipeline needs, and what there is. */
export interface TemplateFacts {
  readonly template: IndexTemplate;
  readonly inspection: Inspection | RefusedAnswer;
  readonly indices: IndexMappings;
}
