import { expect, it } from 'vitest';
import { s3Message } from '../helpers/dead-letters.ts';
import { flowLogObject, lineOf } from '../helpers/flow-lines.ts';
import type { SqsFault } from '../helpers/sqs-proxy.ts';
import { consumePoison, expectSettled, healthy, noHoldBack, poisonKey } from './poison-kit.ts';

/* Messages that nobody can handle, and a queue that does not do as it is told: each in front of healthy ones. */

const envelope = (Message: string) =>
  JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:us-east-1:1:t', Message });
const longKey = s3Message([`AWSLogs/${'vpcflowlogs/AWSLogs/'.repeat(9_000)}x`]);

const notUnderstood = [
  'hello',
  '{"s3Bucket":"of CloudTrail","s3ObjectKey":["k"]}',
  '{"bucket":"of CrowdStrike","files":[{"path":"p"}]}',
  envelope(''),
  longKey,
];

it('what is not understood, and what no pipeline claims: held back, never deleted', async () => {
  const messages = [...notUnderstood, s3Message(['photos/cat.jpg'])];
  const ending = await consumePoison({ messages });
  const depth = { visible: 0, inFlight: messages.length, delayed: 0 };
  expect(ending).toMatchObject({ docs: healthy, dead: 0, depth });
  expect(ending.summary).toMatchObject({
    objects: { delivered: healthy },
    messages: { deleted: healthy, unrecognised: notUnderstood.length, unclaimed: 1 },
  });
  for (const code of ['LF_MESSAGE_UNRECOGNISED', 'LF_OBJECT_UNCLAIMED']) {
    expect(ending.summary.problems.find((one) => one.code === code)?.hint).toContain('redrive policy');
  }
});

it('the same is in the dead-letter queue after maxReceiveCount, once', async () => {
  const ending = await consumePoison({ messages: notUnderstood, sqs: noHoldBack, maxReceiveCount: 3 });
  const dead = notUnderstood.length;
  expect(ending).toMatchObject({ docs: healthy, dead, depth: { visible: 0, inFlight: 0, delayed: 0 } });
  expect(ending.summary.messages).toMatchObject({
    deleted: healthy,
    unrecognised: 3 * dead,
    received: healthy + 3 * dead,
  });
});

it('a TestEvent and a removal: deleted', async () => {
  const testEvent = '{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"logs"}';
  const messages = [testEvent, s3Message([poisonKey], 'ObjectRemoved:Delete')];
  const ending = await consumePoison({ messages });
  expectSettled(ending, { delivered: healthy }, messages.length);
  expect(ending.summary.messages).toMatchObject({ testEvents: 1, ignored: 1 });
});

/** One entry of the first batch of deletes fails, as SQS says it of an entry. */
function failsOne(): SqsFault {
  let failed = false;
  return ({ action, body }) => {
    if (action !== 'DeleteMessageBatch' || failed) return undefined;
    failed = true;
    const [first, ...rest] = body.Entries as { Id: string }[];
    const Failed = [{ Id: first?.Id, Code: 'InternalError', Message: 'try again', SenderFault: false }];
    if (rest.length === 0) return { answer: { Successful: [], Failed } };
    return { ask: { ...body, Entries: rest }, mend: (answer) => ({ ...answer, Failed }) };
  };
}

it('a delete that fails for one entry of a batch is tried again, that one alone', async () => {
  const stored = flowLogObject([lineOf(1001)]);
  const ending = await consumePoison({ stored, sqs: failsOne() });
  expectSettled(ending, { delivered: healthy + 1 });
  expect(ending.docs).toBe(healthy + 1);
});
