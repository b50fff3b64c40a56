import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetTopicAttributesCommand,
  ListTagsForResourceCommand,
  SetTopicAttributesCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import { call, callUnless } from '../call.ts';
import { type Names, ownTag } from '../names.ts';

/** As JSON and as the query protocol name it. */
export const missingTopic = [
  'NotFoundException',
  'NotFound',
  'ResourceNotFoundException',
  'ResourceNotFound',
];

export interface TopicAttributes {
  readonly policy: string | undefined;
  readonly kmsKey: string | undefined;
}

export async function findTopic(sns: SNSClient, TopicArn: string): Promise<TopicAttributes | undefined> {
  const answer = await callUnless(missingTopic, 'sns:GetTopicAttributes', `the topic ${TopicArn}`, () =>
    sns.send(new GetTopicAttributesCommand({ TopicArn })),
  );
  if (!answer) return undefined;
  const { Policy: policy, KmsMasterKeyId: kmsKey } = answer.Attributes ?? {};
  return { policy, kmsKey: kmsKey || undefined };
}

/** Whose it is by its tag; undefined when it is not there. */
export async function topicProject(sns: SNSClient, ResourceArn: string): Promise<string | undefined> {
  const answer = await callUnless(missingTopic, 'sns:ListTagsForResource', `the topic ${ResourceArn}`, () =>
    sns.send(new ListTagsForResourceCommand({ ResourceArn })),
  );
  return answer?.Tags?.find(({ Key }) => Key === ownTag)?.Value;
}

export async function createTopic(
  sns: SNSClient,
  { topic, topicArn }: Names,
  Attributes: Readonly<Record<string, string>>,
  project: string,
): Promise<void> {
  const Tags = [{ Key: ownTag, Value: project }];
  await call('sns:CreateTopic', `the topic ${topicArn}`, () =>
    sns.send(new CreateTopicCommand({ Name: topic, Attributes, Tags })),
  );
}

export async function setTopic(
  sns: SNSClient,
  TopicArn: string,
  AttributeName: string,
  AttributeValue: string,
): Promise<void> {
  await call('sns:SetTopicAttributes', `the topic ${TopicArn}`, () =>
    sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue })),
  );
}

export async function deleteTopic(sns: SNSClient, TopicArn: string): Promise<void> {
  await callUnless(missingTopic, 'sns:DeleteTopic', `the topic ${TopicArn}`, () =>
    sns.send(new DeleteTopicCommand({ TopicArn })),
  );
}
