import { never } from '../../../model/errors.ts';
import type { SetupSection } from '../../settings/setup.ts';
import type { Names } from '../names.ts';
import type { PolicyStatement } from '../policy.ts';

/**
 * Who may send to the queue: the topic, the bucket or the rule, and nobody else's of the same service.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
 * https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
export function announcerStatement(names: Names, announce: SetupSection['announce']): PolicyStatement {
  const send = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: names.queueArn } as const;
  const by = (service: string) => ({ Principal: { Service: `${service}.amazonaws.com` } });
  const from = (arn: string) => ({ ArnEquals: { 'aws:SourceArn': arn } });
  switch (announce) {
    case 'sns':
      return { Sid: 'LogflowTopic', ...by('sns'), ...send, Condition: from(names.topicArn) };
    case 'sqs':
      return { Sid: 'LogflowBucket', ...by('s3'), ...send, Condition: fromBucket(names) };
    case 'eventbridge':
      return { Sid: 'LogflowRule', ...by('events'), ...send, Condition: from(names.ruleArn) };
    default:
      return never(announce);
  }
}

/** The bucket may publish to the topic. */
export function topicStatement(names: Names): PolicyStatement {
  return {
    Sid: 'LogflowBucket',
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: names.topicArn,
    Condition: fromBucket(names),
  };
}

/** The ARN of a bucket has no account: whoever took the name after us could send. */
function fromBucket({ bucketArn, account }: Names) {
  return {
    ArnEquals: { 'aws:SourceArn': bucketArn },
    StringEquals: { 'aws:SourceAccount': account },
  };
}
