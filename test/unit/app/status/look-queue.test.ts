import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { lookAtQueue } from '../../../../src/app/status/look-queue.ts';
import { systemClock } from '../../../../src/core/clock.ts';
import { answering } from '../../../helpers/answering.ts';

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const question = { queue: 'flow-queue', owner: undefined };

it('an SQS that never answers is named when its time is over', async () => {
  await using hangs = await answering(() => {});
  const sqs = new SQSClient({ endpoint: hangs.url, region: 'us-east-1', credentials });
  const slept: number[] = [];
  const clock = {
    now: Date.now,
    sleep: async (ms: number) => {
      slept.push(ms);
    },
  };
  expect(await lookAtQueue(sqs, question, clock, new AbortController().signal)).toMatchObject({
    name: 'flow-queue',
    problems: [
      {
        code: 'LF_AWS_UNREACHABLE',
        message: 'cannot reach AWS for queue flow-queue: no answer within 10 s',
      },
    ],
  });
  expect(slept).toEqual([10_000]);
  sqs.destroy();
});

it('is left at once when it is stopped', async () => {
  await using hangs = await answering(() => {});
  const sqs = new SQSClient({ endpoint: hangs.url, region: 'us-east-1', credentials });
  const stop = new AbortController();
  const looking = lookAtQueue(sqs, question, systemClock, stop.signal);
  const reason = new Error('SIGINT');
  stop.abort(reason);
  await expect(looking).rejects.toBe(reason);
  sqs.destroy();
});
