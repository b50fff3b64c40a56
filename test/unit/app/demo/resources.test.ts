import { GetQueueAttributesCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { createResources, names } from '../../../../src/app/demo/resources.ts';
import { startWithClients } from '../../embedded/clients.ts';

it('the queue of the demo: room for 20 receives (R22), then a dead-letter queue of 14 days (R28)', async () => {
  await using clients = await startWithClients();
  await createResources(clients);
  const attributesOf = async (QueueName: string) => {
    const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName }));
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    return (await clients.sqs.send(asked)).Attributes ?? {};
  };
  const queue = await attributesOf(names.queue);
  const dead = await attributesOf(names.deadLetters);
  expect(JSON.parse(queue.RedrivePolicy ?? '')).toEqual({
    deadLetterTargetArn: dead.QueueArn,
    maxReceiveCount: 20,
  });
  expect(Number(dead.MessageRetentionPeriod)).toBe(14 * 24 * 60 * 60);
});
