import type { SetupSection } from '../settings/setup.ts';

/** The tag by which logflow knows its own (`--destroy` removes nothing without it); its value is the project. */
export const ownTag = 'logflow:project';

/** Where a set-up lives. */
export interface Place {
  /** `aws`, `aws-cn`, `aws-us-gov` (R40). */
  readonly partition: string;
  readonly region: string;
  /** 12 digits. */
  readonly account: string;
}

/** Every name and ARN of a set-up: all are known before anything is there, so that each part can be planned alone. */
export interface Names extends Place {
  readonly bucket: string;
  readonly bucketArn: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly topic: string;
  readonly topicArn: string;
  readonly queue: string;
  readonly queueArn: string;
  readonly deadLetterQueue: string;
  readonly deadLetterQueueArn: string;
  /** Rule of EventBridge. */
  readonly rule: string;
  readonly ruleArn: string;
  readonly role: string;
  readonly roleArn: string;
}

/** `queue`: the setting `queue`, a name or a URL; the queue is `<project>-objects` without one. */
export function namesOf(section: SetupSection, queue: string | undefined, place: Place): Names {
  const { partition, region, account } = place;
  const { project } = section;
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  const queueName = queue?.replace(/\/+$/, '').split('/').at(-1) ?? `${project}-objects`;
  const deadLetterQueue = section['dead-letter-queue'] ?? `${queueName}-dlq`;
  const bucket = section.bucket ?? `${project}-${account}-${region}`;
  const topic = section.topic ?? `${project}-objects`;
  const rule = `${project}-objects`;
  const role = section.role.name ?? `${project}-consumer`;
  const ending = section['flow-logs']?.format === 'parquet' ? '.log.parquet' : '.log.gz';
  const folders = section['flow-logs']?.hive
    ? `aws-account-id=${account}/aws-service=vpcflowlogs`
    : `${account}/vpcflowlogs`;
  return {
    ...place,
    bucket,
    bucketArn: `arn:${partition}:s3:::${bucket}`,
    prefix: section.prefix ?? `AWSLogs/${folders}/`,
    suffix: section.suffix ?? ending,
    topic,
    topicArn: arn('sns', topic),
    queue: queueName,
    queueArn: arn('sqs', queueName),
    deadLetterQueue,
    deadLetterQueueArn: arn('sqs', deadLetterQueue),
    rule,
    ruleArn: arn('events', `rule/${rule}`),
    role,
    roleArn: `arn:${partition}:iam::${account}:role/${role}`,
  };
}
