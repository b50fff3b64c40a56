import { stringify } from 'yaml';
import { fold } from '../../../model/fold.ts';
import type { Settings } from '../../settings/settings.ts';
import type { SetupSection } from '../../settings/setup.ts';
import { namesOf } from '../names.ts';
import { consumerNeeds, notIncluded } from '../parts/consumer-policy.ts';
import { pseudoPlace, withIntrinsics } from './pseudo.ts';
import {
  bucketResources,
  flowLogResources,
  queueResources,
  roleResources,
  ruleResources,
  topicResources,
} from './resources.ts';

const made = 'BucketIsMade';

/** What setup would make, as far as CloudFormation can; for any account, region and partition. */
export function cloudFormation(section: SetupSection, settings: Settings): object {
  const names = namesOf(section, settings.queue, pseudoPlace);
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Logs from S3 to a search cluster: bucket, queue, announcements and the role of the consumer (logflow, project ${section.project})`,
    Parameters: {
      BucketIsThere: {
        Type: 'String',
        Description: 'yes: the bucket is there already, and this stack leaves its settings alone',
        AllowedValues: ['yes', 'no'],
        Default: 'no',
      },
    },
    Conditions: { [made]: { 'Fn::Equals': [{ Ref: 'BucketIsThere' }, 'no'] } },
    Resources: {
      ...queueResources(names, section, Math.ceil(settings['visibility-timeout'])),
      ...topicResources(names, section),
      ...ruleResources(names, section),
      ...bucketResources(names, section, made),
      ...flowLogResources(names, section),
      ...roleResources(names, section, settings),
    },
    Outputs: {
      QueueUrl: { Description: 'For logflow consume --queue', Value: { Ref: 'Queue' } },
      DeadLetterQueueUrl: { Description: 'For logflow dlq', Value: { Ref: 'DeadLetterQueue' } },
      BucketName: { Description: 'Bucket of the logs', Value: names.bucket },
      ConsumerRoleArn: {
        Description: 'Role of the consumer',
        Value: { 'Fn::GetAtt': ['ConsumerRole', 'Arn'] },
      },
    },
  };
  return withIntrinsics(template) as object;
}

/** As a file, with what has to be known in comments. */
export function cloudFormationText(section: SetupSection, settings: Settings): string {
  const { project } = section;
  const needs = consumerNeeds(section, settings);
  const lacks = notIncluded(namesOf(section, settings.queue, pseudoPlace), needs);
  const paragraphs = [
    `What \`logflow setup\` makes for the project ${project}, as a stack. Account, region and partition are those of the stack:`,
    `  aws cloudformation deploy --template-file FILE --stack-name ${project} --capabilities CAPABILITY_NAMED_IAM`,
    'All names are fixed, and those that `logflow setup` gives: what is there already under such a name makes the stack fail, but for the bucket. Pass --parameter-overrides BucketIsThere=yes for one that is there; its policy, encryption and notifications are then not touched, as CloudFormation cannot merge them: run `logflow setup --only bucket,notification` afterwards.',
    'Not in it: index templates (`logflow template install --node URL`). Nothing carries the tag of logflow: what a stack made goes with the stack, and never by `logflow setup --destroy`. The bucket stays when the stack goes.',
    ...lacks.map((what) => `The role: ${what}.`),
  ];
  const comment = paragraphs.map((text) =>
    text.startsWith(' ') ? [`# ${text}`] : fold(text.split(' '), 80, '# '),
  );
  // Readers of YAML 1.1 (CloudFormation's tools are some) take 2012-10-17 for a date, and yes for true.
  const body = stringify(cloudFormation(section, settings), { version: '1.1', lineWidth: 0 });
  return `${comment.map((lines) => `${lines.join('\n')}\n`).join('#\n')}\n${body}`;
}
