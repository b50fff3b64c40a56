import type { RejectsPlace } from '../../settings/rejects.ts';
import type { Settings } from '../../settings/settings.ts';
import type { SetupSection } from '../../settings/setup.ts';
import type { Names } from '../names.ts';
import { type PolicyDocument, type PolicyStatement, policyOf } from '../policy.ts';

/** What the consumer uses besides the queue and the bucket. */
export interface ConsumerNeeds {
  /** Id, ARN or alias of the key that the queue is encrypted with. */
  readonly kmsKey?: string | undefined;
  readonly rejects?: RejectsPlace | undefined;
  /** ARNs of the roles that it assumes for other buckets. */
  readonly roles?: readonly string[];
  /** Nodes that requests are signed for. */
  readonly signed?: { readonly service: 'es' | 'aoss'; readonly nodes: readonly string[] } | undefined;
}

export function consumerNeeds(
  section: SetupSection,
  { rejects, buckets = [], sigv4, node }: Settings,
): ConsumerNeeds {
  return {
    kmsKey: section['kms-key'],
    rejects,
    roles: [...new Set(buckets.flatMap(({ role }) => role ?? []))],
    signed: sigv4 && { service: sigv4, nodes: node ?? [] },
  };
}

/**
 * All that `logflow consume` calls, and nothing else: commands for people (`dlq redrive`, `rejects replay`, `setup`)
 * run with their own rights.
 */
export function consumerPolicy(names: Names, needs: ConsumerNeeds): PolicyDocument {
  const { bucketArn, prefix } = names;
  return policyOf([
    allow(
      'Queue',
      [
        'sqs:ChangeMessageVisibility',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:ReceiveMessage',
      ],
      names.queueArn,
    ),
    // How many dead letters there are is on the screen and in the metrics.
    allow('DeadLetterQueue', ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'], names.deadLetterQueueArn),
    // In a bucket with versions, events name the version.
    allow('ReadObjects', ['s3:GetObject', 's3:GetObjectVersion'], `${bucketArn}/${literal(prefix)}*`),
    // Else an object that is gone is answered with 403, as one that must not be read (B104). S3 compares the key with
    // the condition, so that the prefix is enough.
    {
      ...allow('ListObjects', ['s3:ListBucket'], bucketArn),
      Condition: { StringLike: { 's3:prefix': `${literal(prefix)}*` } },
    },
    ...(needs.kmsKey === undefined ? [] : [decrypt(names, needs.kmsKey)]),
    ...(needs.rejects?.kind === 's3' ? [writeRejects(names, needs.rejects)] : []),
    ...(needs.roles?.length ? [allow('AssumeRoles', ['sts:AssumeRole'], needs.roles)] : []),
    ...clusterStatements(names, needs),
  ]);
}

/**
 * A key as it is: these three mean something else in a policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function literal(key: string): string {
  return key.replace(/[*?$]/g, (sign) => `\${${sign}}`);
}

function allow(
  Sid: string,
  Action: readonly string[],
  Resource: string | readonly string[],
): PolicyStatement {
  return { Sid, Effect: 'Allow', Action, Resource };
}

/**
 * Messages of a queue under a key of the account's. An alias is no resource of a policy, but a condition.
 * https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
function decrypt({ partition, region, account }: Names, key: string): PolicyStatement {
  const keys = `arn:${partition}:kms:${region}:${account}:key/`;
  const alias = key.startsWith('alias/');
  const through = { StringEquals: { 'kms:ViaService': `sqs.${region}.amazonaws.com` } };
  return {
    ...allow(
      'DecryptMessages',
      ['kms:Decrypt'],
      alias ? `${keys}*` : key.startsWith('arn:') ? key : keys + key,
    ),
    Condition: {
      ...through,
      ...(alias && { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': key } }),
    },
  };
}

function writeRejects(
  { partition }: Names,
  { bucket, prefix }: Extract<RejectsPlace, { kind: 's3' }>,
): PolicyStatement {
  return allow('WriteRejects', ['s3:PutObject'], `arn:${partition}:s3:::${bucket}/${literal(prefix)}/*`);
}

/** `https://search-flows-abc….us-west-2.es.amazonaws.com` -> the domain `flows`; a name of one's own says nothing. */
const domainHost = /^(?:search|vpc)-([a-z][a-z0-9-]{2,27})-[a-z0-9]{26}\.([a-z0-9-]+)\.es\.amazonaws\.com/;
const collectionHost = /^([a-z0-9]{3,40})\.([a-z0-9-]+)\.aoss\.amazonaws\.com/;

function clusterStatements(names: Names, { signed }: ConsumerNeeds): readonly PolicyStatement[] {
  const arns = signed?.nodes.flatMap((node) => clusterArn(names, signed.service, node) ?? []) ?? [];
  if (arns.length === 0) return [];
  return signed?.service === 'aoss'
    ? [allow('UseCollection', ['aoss:APIAccessAll'], arns)]
    : [allow('UseDomain', ['es:ESHttpGet', 'es:ESHttpPost', 'es:ESHttpPut'], arns)];
}

function clusterArn({ partition, account }: Names, service: 'es' | 'aoss', node: string): string | undefined {
  const { hostname } = new URL(node);
  const [, name, region] = (service === 'es' ? domainHost : collectionHost).exec(hostname) ?? [];
  if (name === undefined) return undefined;
  return service === 'es'
    ? `arn:${partition}:es:${region}:${account}:domain/${name}/*`
    : `arn:${partition}:aoss:${region}:${account}:collection/${name}`;
}

/** What the consumer will need and the policy cannot give, for people. */
export function notIncluded(names: Names, { signed, kmsKey }: ConsumerNeeds): readonly string[] {
  const unknown = signed?.nodes.filter((node) => !clusterArn(names, signed.service, node)) ?? [];
  const hosts = unknown.map((node) => new URL(node).host).join(', ');
  return [
    ...(hosts === '' ? [] : [`no right to call ${hosts} is in it: the URL does not name the domain`]),
    ...(signed
      ? ['the cluster must map this role to one of its own, or have a data access policy that names it']
      : []),
    ...(kmsKey === undefined ? [] : [`the policy of the key ${kmsKey} must let policies of IAM decide`]),
  ];
}
