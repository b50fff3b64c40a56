import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueueTagsCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { call, callUnless } from '../call.ts';
import { ownTag } from '../names.ts';

/** SQS's names of them, and their values as text. */
export type Attributes = Readonly<Partial<Record<QueueAttributeName, string>>>;

export interface FoundQueue {
  readonly url: string;
  readonly attributes: Attributes;
}

/** As JSON and as the query protocol name it. */
const missing = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'];

export async function findQueue(sqs: SQSClient, QueueName: string): Promise<FoundQueue | undefined> {
  const on = `the queue ${QueueName}`;
  const answer = await callUnless(missing, 'sqs:GetQueueUrl', on, () =>
    sqs.send(new GetQueueUrlCommand({ QueueName })),
  );
  const url = answer?.QueueUrl;
  if (url === undefined) return undefined;
  // One that was deleted a moment ago still has a URL.
  const found = await callUnless(missing, 'sqs:GetQueueAttributes', on, () =>
    sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] })),
  );
  return found && { url, attributes: found.Attributes ?? {} };
}

/** Whose it is by its tag. */
export async function queueProject(sqs: SQSClient, QueueUrl: string): Promise<string | undefined> {
  const answer = await callUnless(missing, 'sqs:ListQueueTags', `the queue ${QueueUrl}`, () =>
    sqs.send(new ListQueueTagsCommand({ QueueUrl })),
  );
  return answer?.Tags?.[ownTag];
}

export async function createQueue(
  sqs: SQSClient,
  QueueName: string,
  attributes: Attributes,
  project: string,
): Promise<void> {
  const tags = { [ownTag]: project };
  const command = new CreateQueueCommand({ QueueName, Attributes: attributes, tags });
  await call('sqs:CreateQueue', `the queue ${QueueName}`, () => sqs.send(command));
}

export async function setQueue(sqs: SQSClient, QueueUrl: string, Attributes: Attributes): Promise<void> {
  await call('sqs:SetQueueAttributes', `the queue ${QueueUrl}`, () =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes })),
  );
}

export async function deleteQueue(sqs: SQSClient, QueueUrl: string): Promise<void> {
  await callUnless(missing, 'sqs:DeleteQueue', `the queue ${QueueUrl}`, () =>
    sqs.send(new DeleteQueueCommand({ QueueUrl })),
  );
}
