import { z } from 'zod';
import { meta } from './meta.ts';
import { text } from './units.ts';

const told = <T extends z.ZodType>(schema: T, description: string) => schema.meta({ description });

const awsName = (what: string, form: RegExp) => text().regex(form, `must be the name of ${what}`);

/** The 21 fields of the article's flow log, in its order (SPEC section 3). */
export const articleFields = [
  'account-id',
  'action',
  'bytes',
  'dstaddr',
  'dstport',
  'end',
  'instance-id',
  'interface-id',
  'log-status',
  'packets',
  'pkt-dstaddr',
  'pkt-srcaddr',
  'protocol',
  'srcaddr',
  'srcport',
  'start',
  'subnet-id',
  'tcp-flags',
  'type',
  'version',
  'vpc-id',
] as const;

const flowLogs = z.strictObject({
  of: told(
    z
      .array(
        text().regex(
          /^(vpc|subnet|eni|tgw|tgw-attach)-[0-9a-f]{8,17}$/,
          'must be like vpc-0123456789abcdef0, subnet-…, eni-…, tgw-… or tgw-attach-…',
        ),
        'must be a list',
      )
      .min(1, 'must name at least one VPC, subnet, network interface or transit gateway'),
    'VPCs, subnets, network interfaces, transit gateways whose flows are logged',
  ),
  traffic: told(z.enum(['ALL', 'ACCEPT', 'REJECT']).default('ALL'), 'Which flows'),
  format: told(
    z.enum(['plain-text', 'parquet']).default('plain-text'),
    "Of the objects; the notification's suffix follows it",
  ),
  fields: told(
    z
      .array(text().regex(/^[a-z0-9-]{2,40}$/, 'must be the name of a field'))
      .min(1)
      .default([...articleFields]),
    'Fields of a record, in order',
  ),
  aggregation: told(z.union([z.literal(60), z.literal(600)]).default(60), 'Seconds that one record covers'),
  hourly: told(z.boolean().default(false), 'A folder for each hour'),
  hive: told(z.boolean().default(false), 'Folders like `year=2020/month=03`'),
});

const role = z.strictObject({
  name: told(awsName('a role', /^[\w+=,.@-]{1,64}$/).optional(), 'Else `<project>-consumer`'),
  trust: told(
    z.enum(['ecs', 'eks', 'ec2']).default('ecs'),
    'Where the consumer runs, and so who may assume the role',
  ),
  'oidc-provider': told(
    text()
      .regex(/^oidc\.[a-z0-9./-]{3,200}$/i, 'must be like oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE')
      .optional(),
    "The EKS cluster's OIDC provider, without https://; else EKS Pod Identity is trusted",
  ),
  'service-account': told(
    text()
      .regex(/^[a-z0-9.-]{1,253}:[a-z0-9.-]{1,253}$/, 'must be like NAMESPACE:NAME')
      .optional(),
    'Kubernetes service account that may assume it, with `oidc-provider`',
  ),
});

/** The section `setup` of `logflow.yaml`: what `logflow setup` makes. Names that are not given come from `project`. */
export const setupSection = z.strictObject({
  project: told(
    text()
      .regex(/^[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/, 'must be 2 to 32 small letters, digits and -')
      .default('logflow'),
    'What all names begin with, and the value of the tag by which `--destroy` knows what is its own',
  ),
  bucket: told(
    awsName('a bucket', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/).optional(),
    'Bucket of the logs; else `<project>-<account>-<region>`',
  ),
  prefix: told(text().optional(), 'Keys that are announced; else `AWSLogs/<account>/vpcflowlogs/`'),
  suffix: told(
    text().optional(),
    'What these keys end in; else `.log.gz`, or `.log.parquet` by `flow-logs.format`',
  ),
  announce: told(
    z.enum(['sns', 'sqs', 'eventbridge']).default('sns'),
    'How the queue learns of an object: through a topic, straight from S3, or by a rule of EventBridge',
  ),
  topic: told(awsName('a topic', /^[\w-]{1,250}$/).optional(), 'Else `<project>-objects`'),
  'dead-letter-queue': told(
    awsName('a queue', /^[\w-]{1,80}$/).optional(),
    'Else the name of `queue` with `-dlq`',
  ),
  'max-receive-count': told(
    z.number().int().min(1).max(1000).default(20),
    'Receives after which a message goes to the dead-letter queue',
  ),
  'kms-key': told(
    text()
      .regex(
        /^(arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+|[\w-]{8,64}|alias\/[\w/-]+)$/,
        'must be the id, ARN or alias of a key',
      )
      .optional(),
    'Customer managed key of queue and topic; else SQS-managed encryption (SSE-SQS)',
  ),
  'flow-logs': told(flowLogs.optional(), 'VPC Flow Logs into the bucket; without it none are made'),
  role: told(role.default({ trust: 'ecs' }), 'IAM role for the consumer'),
});

/** With the defaults filled in. */
export type SetupSection = z.output<typeof setupSection>;

export const setupSettings = {
  setup: setupSection.optional().meta(
    meta({
      group: 'SOURCE',
      fileOnly: true,
      value: 'SECTION',
      description: 'What `logflow setup` makes in AWS',
      otherwise: 'names made of `logflow`',
    }),
  ),
};
