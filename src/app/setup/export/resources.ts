import type { Settings } from '../../settings/settings.ts';
import type { SetupSection } from '../../settings/setup.ts';
import type { Names } from '../names.ts';
import { topicStatement } from '../parts/announcer-policy.ts';
import { wantedEntry } from '../parts/bucket-notification.ts';
import { consumerNeeds, consumerPolicy } from '../parts/consumer-policy.ts';
import { logDeliveryStatements } from '../parts/delivery-policy.ts';
import { eventPattern } from '../parts/event-pattern.ts';
import { targetId } from '../parts/events-rule.ts';
import { encoded } from '../parts/filter-value.ts';
import { flowLogRequest } from '../parts/flow-log.ts';
import { policyName } from '../parts/iam-role.ts';
import { queuesWanted } from '../parts/queue.ts';
import { type QueueWanted, queueChanges } from '../parts/queue-changes.ts';
import { roleTrust } from '../parts/role-trust.ts';
import { publicAccess } from '../parts/s3-bucket.ts';
import { type PolicyStatement, policyOf } from '../policy.ts';
import { urlSuffix } from './pseudo.ts';

/** Resources of a template by their logical ids. */
export type Resources = Readonly<Record<string, object>>;

const bucketReady = 'BucketReady';

const ref = (Ref: string) => ({ Ref });

/** `condition`: under which the template makes the bucket, and what belongs to nobody else. */
export function bucketResources(names: Names, section: SetupSection, condition: string): Resources {
  const ways = { sns: 'TopicPolicy', sqs: 'QueuePolicy', eventbridge: undefined } as const;
  const policy = ways[section.announce];
  const statements = section['flow-logs'] ? logDeliveryStatements(names) : [];
  return {
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Condition: condition,
      // S3 tries at once whether it may send.
      ...(policy && { DependsOn: policy }),
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketName: names.bucket,
        PublicAccessBlockConfiguration: publicAccess,
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        NotificationConfiguration: notification(names, section),
      },
    },
    ...(statements.length > 0 && {
      BucketPolicy: {
        Type: 'AWS::S3::BucketPolicy',
        Condition: condition,
        Properties: { Bucket: ref('Bucket'), PolicyDocument: policyOf(statements) },
      },
      // Nothing may depend on what is perhaps not made; this is made in any case, and behind the policy if there is one.
      [bucketReady]: {
        Type: 'AWS::CloudFormation::WaitConditionHandle',
        Metadata: { Behind: { 'Fn::If': [condition, ref('BucketPolicy'), 'nothing'] } },
      },
    }),
  };
}

function notification(names: Names, section: SetupSection): object {
  const entry = wantedEntry(names, section);
  if (!entry) return { EventBridgeConfiguration: { EventBridgeEnabled: true } };
  const Rules = [
    { Name: 'prefix', Value: encoded(entry.prefix) },
    { Name: 'suffix', Value: encoded(entry.suffix) },
  ];
  const configurations = entry.events.map((Event) => ({
    Event,
    [entry.kind === 'topic' ? 'Topic' : 'Queue']: entry.arn,
    Filter: { S3Key: { Rules } },
  }));
  return { [entry.kind === 'topic' ? 'TopicConfigurations' : 'QueueConfigurations']: configurations };
}

/** @param visibility seconds */
export function queueResources(names: Names, section: SetupSection, visibility: number): Resources {
  const { queue, deadLetters } = queuesWanted(names, section, visibility);
  return {
    DeadLetterQueue: { Type: 'AWS::SQS::Queue', Properties: queueProperties(deadLetters) },
    Queue: { Type: 'AWS::SQS::Queue', DependsOn: 'DeadLetterQueue', Properties: queueProperties(queue) },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [ref('Queue')], PolicyDocument: policyOf(queue.policy) },
    },
  };
}

/** The attributes that SQS is sent, with the types that CloudFormation wants. */
function queueProperties(wanted: QueueWanted & { readonly name: string }): object {
  const { Policy: _, KmsMasterKeyId, ...set } = queueChanges(undefined, wanted).set;
  const typed = Object.entries(set).map(([name, value]) => [name, JSON.parse(value)]);
  return { QueueName: wanted.name, ...Object.fromEntries(typed), ...(KmsMasterKeyId && { KmsMasterKeyId }) };
}

export function topicResources(names: Names, section: SetupSection): Resources {
  if (section.announce !== 'sns') return {};
  const kmsKey = section['kms-key'];
  return {
    Topic: {
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName: names.topic, ...(kmsKey !== undefined && { KmsMasterKeyId: kmsKey }) },
    },
    TopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: { Topics: [ref('Topic')], PolicyDocument: policyOf([topicStatement(names)]) },
    },
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      DependsOn: 'QueuePolicy',
      Properties: {
        ...{ TopicArn: ref('Topic'), Protocol: 'sqs', RawMessageDelivery: true },
        Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      },
    },
  };
}

export function ruleResources(names: Names, section: SetupSection): Resources {
  if (section.announce !== 'eventbridge') return {};
  const Targets = [{ Id: targetId, Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }];
  const Properties = { Name: names.rule, State: 'ENABLED', EventPattern: eventPattern(names), Targets };
  return { Rule: { Type: 'AWS::Events::Rule', DependsOn: 'QueuePolicy', Properties } };
}

export function flowLogResources(names: Names, section: SetupSection): Resources {
  const settings = section['flow-logs'];
  const logs = [...new Set(settings?.of)].map((id) => {
    if (!settings) throw new Error('flow logs of nothing');
    const request = flowLogRequest(names, section.project, settings, id);
    const { ResourceIds: _, TagSpecifications: __, ...properties } = request;
    const Properties = { ResourceId: id, ...properties };
    // Of letters and digits, and the same whatever else is in the list.
    const name = id.replace(/(^|-)([a-z0-9])/g, (_, __, first: string) => first.toUpperCase());
    return [`FlowLog${name}`, { Type: 'AWS::EC2::FlowLog', DependsOn: bucketReady, Properties }] as const;
  });
  return Object.fromEntries(logs);
}

export function roleResources(names: Names, section: SetupSection, settings: Settings): Resources {
  const policy = consumerPolicy(names, consumerNeeds(section, settings));
  const role = {
    RoleName: names.role,
    Description: 'Consumer of logflow: reads the queue and the bucket of the logs.',
    AssumeRolePolicyDocument: policyOf(roleTrust(names, section.role).Statement.map(inAnyPartition)),
    Policies: [{ PolicyName: policyName, PolicyDocument: policy }],
  };
  const profile = { InstanceProfileName: names.role, Roles: [ref('ConsumerRole')] };
  return {
    ConsumerRole: { Type: 'AWS::IAM::Role', Properties: role },
    ...(section.role.trust === 'ec2' && {
      ConsumerProfile: { Type: 'AWS::IAM::InstanceProfile', Properties: profile },
    }),
  };
}

/** EC2 alone has another name in China: `roleTrust` knows it where the partition is known. */
function inAnyPartition(statement: PolicyStatement): PolicyStatement {
  if (statement.Principal?.Service !== 'ec2.amazonaws.com') return statement;
  return { ...statement, Principal: { Service: `ec2.${urlSuffix}` } };
}
