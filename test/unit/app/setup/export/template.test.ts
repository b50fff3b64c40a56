import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { type Settings, settings as schema } from '../../../../../src/app/settings/settings.ts';
import { partitionOf } from '../../../../../src/app/setup/export/partition.ts';
import {
  bucketResources,
  flowLogResources,
  queueResources,
  roleResources,
  ruleResources,
  topicResources,
} from '../../../../../src/app/setup/export/resources.ts';
import { cloudFormation, cloudFormationText } from '../../../../../src/app/setup/export/template.ts';
import { namesOf, type Place } from '../../../../../src/app/setup/names.ts';

const china: Place = { partition: 'aws-cn', region: 'cn-north-1', account: '012345678901' };
const values: Readonly<Record<string, string>> = {
  'AWS::Partition': china.partition,
  'AWS::Region': china.region,
  'AWS::AccountId': china.account,
  'AWS::URLSuffix': 'amazonaws.com.cn',
};

/** What CloudFormation makes of `Fn::Sub`: all else that a template may hold stays as it is. */
function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const text = (value as { 'Fn::Sub'?: string })['Fn::Sub'];
  if (text === undefined) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  }
  return text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal, name) => {
    if (literal) return `\${${name}}`;
    const known = values[name];
    if (known === undefined) throw new Error(`no parameter ${name}`);
    return known;
  });
}

type Given = z.input<typeof schema>;
const read = (given: Given) => {
  const settings = schema.parse({ setup: {}, ...given }) as Settings;
  if (!settings.setup) throw new Error('no section');
  return { settings, section: settings.setup };
};

const flowLogs = { of: ['vpc-0123456789abcdef0', 'subnet-0123456789abcdef0'] };
const eks = { 'oidc-provider': 'oidc.eks.us-west-2.amazonaws.com/id/EXAMPLE', 'service-account': 'ns:name' };
const cases: readonly (readonly [string, Given])[] = [
  ['nothing said', {}],
  ['flow logs', { setup: { 'flow-logs': flowLogs }, rejects: 's3://rejects/odd$key' }],
  [
    'straight to the queue',
    { queue: 'q', setup: { announce: 'sqs', prefix: 'a*b$c=d/', role: { trust: 'eks', ...eks } } },
  ],
  [
    'EventBridge',
    { setup: { announce: 'eventbridge', prefix: 'a*b/', 'kms-key': 'alias/k', role: { trust: 'ec2' } } },
  ],
  [
    'hive',
    { setup: { announce: 'eventbridge', 'flow-logs': { ...flowLogs, format: 'parquet', hive: true } } },
  ],
];

describe('setup --export cloudformation', () => {
  it.each(cases)('%s: in a stack, every text is what setup would write there', (_, given) => {
    const { settings, section } = read(given);
    const names = namesOf(section, settings.queue, china);
    const { Resources } = cloudFormation(section, settings) as { Resources: object };
    expect(resolve(Resources)).toEqual({
      ...queueResources(names, section, settings['visibility-timeout']),
      ...topicResources(names, section),
      ...ruleResources(names, section),
      ...bucketResources(names, section, 'BucketIsMade'),
      ...flowLogResources(names, section),
      // Where the partition is known it is written out.
      ...JSON.parse(
        JSON.stringify(roleResources(names, section, settings)).replace('~URLSuffix~', 'amazonaws.com.cn'),
      ),
    });
    expect(JSON.stringify(Resources)).not.toMatch(/~|012345678901|cn-north/);
  });

  it('the way in which objects are announced decides what is made', () => {
    const kinds = (given: Given) => {
      const { settings, section } = read(given);
      const { Resources } = cloudFormation(section, settings) as {
        Resources: Record<string, { Type: string }>;
      };
      return Object.entries(Resources).map(([name, { Type }]) => `${name} ${Type.slice(5)}`);
    };
    const queues = ['DeadLetterQueue SQS::Queue', 'Queue SQS::Queue', 'QueuePolicy SQS::QueuePolicy'];
    const role = 'ConsumerRole IAM::Role';
    expect(kinds({})).toEqual([
      ...queues,
      ...['Topic SNS::Topic', 'TopicPolicy SNS::TopicPolicy', 'Subscription SNS::Subscription'],
      ...['Bucket S3::Bucket', role],
    ]);
    expect(kinds({ setup: { announce: 'sqs' } })).toEqual([...queues, 'Bucket S3::Bucket', role]);
    const all = { announce: 'eventbridge', 'flow-logs': flowLogs, role: { trust: 'ec2' } } as const;
    expect(kinds({ setup: all })).toEqual([
      ...queues,
      ...['Rule Events::Rule', 'Bucket S3::Bucket', 'BucketPolicy S3::BucketPolicy'],
      'BucketReady CloudFormation::WaitConditionHandle',
      ...['FlowLogVpc0123456789abcdef0 EC2::FlowLog', 'FlowLogSubnet0123456789abcdef0 EC2::FlowLog'],
      ...[role, 'ConsumerProfile IAM::InstanceProfile'],
    ]);
  });

  it('is the same YAML for readers of 1.1 and of 1.2; its comments fit 80 columns', () => {
    const { settings, section } = read({
      setup: { 'flow-logs': flowLogs },
      sigv4: 'es',
      node: 'https://search.example.com',
    });
    const text = cloudFormationText(section, settings);
    expect(parse(text, { version: '1.1' })).toEqual(parse(text));
    expect(parse(text)).toEqual(cloudFormation(section, settings));
    const comments = text.split('\n').filter((line) => line.startsWith('#'));
    const long = comments.filter((line) => line.length > 80);
    expect(long).toEqual([expect.stringContaining('aws cloudformation deploy ')]);
    expect(comments.join(' ')).toContain('no right to call search.example.com is in it');
  });
});

it.each([
  ['us-west-2', 'aws'],
  ['cn-northwest-1', 'aws-cn'],
  ['us-gov-east-1', 'aws-us-gov'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
])('%s is a region of %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});
