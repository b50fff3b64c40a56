import { readdirSync } from 'node:fs';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { answering } from '../helpers/answering.ts';
import { buryAll, dlq, openDeadRoad, poisons, s3Message } from '../helpers/dead-letters.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow, startLogflow } from '../helpers/process.ts';
import { summaryOf } from '../helpers/search.ts';
import { startSqsProxy } from '../helpers/sqs-proxy.ts';
import { temporaryFolder } from '../helpers/temp.ts';
import { waitFor } from '../helpers/wait.ts';

describe('dlq redrive', () => {
  it('moves one reason and no other, attributes included; consume then delivers it', async () => {
    await using dead = await openDeadRoad();
    const { road } = dead;
    await buryAll(dead, 23);
    const { code, json } = await dlq(dead, [
      'redrive',
      '--queue',
      road.queue,
      '--reason',
      'fine',
      '--yes',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(json.messages).toMatchObject({ received: 29, selected: 23, moved: 23, twice: 0, notSent: 0 });
    expect(await dead.dead()).toEqual({ visible: poisons, inFlight: 0, delayed: 0 });
    const { Messages = [] } = await road.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: road.queueUrl,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: 0,
      }),
    );
    expect(Messages[0]?.MessageAttributes?.who?.StringValue).toMatch(/^sender-\d+$/);

    await using out = temporaryFolder();
    const consumed = await runLogflow(
      ['consume', '--queue', road.queue, '--output', `ndjson:${out.path}`, '--drain', '--json'],
      { env: road.aws.environment },
    );
    expect(consumed.code).toBe(0);
    expect(summaryOf(consumed.stdout)).toMatchObject({
      objects: { delivered: 23 },
      documents: { indexed: 23 },
    });
    expect(readdirSync(out.path)).toHaveLength(23);
    const rest = await dlq(dead, ['list', '--queue', road.queue, '--json']);
    expect(rest.json.groups.map(({ reason }: { reason: string }) => reason)).not.toContain('fine');
  });

  it('--dry-run shows what would go, and moves nothing', async () => {
    await using dead = await openDeadRoad();
    await buryAll(dead, 4);
    const run = await dlq(dead, ['redrive', '--queue', dead.road.queue, '--reason', 'fine', '--dry-run']);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('would move 4 of 10 messages from flow-queue-dlq to flow-queue');
    expect(await dead.dead()).toEqual({ visible: 10, inFlight: 0, delayed: 0 });
    expect(await dead.road.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it.each(['false alarm', 'ture'])('a LOGFLOW_DRY_RUN of "%s" is a mistake, not a real run', async (word) => {
    await using dead = await openDeadRoad();
    await buryAll(dead, 1);
    const run = await dlq(dead, ['redrive', '--queue', dead.road.queue, '--yes'], { LOGFLOW_DRY_RUN: word });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('--dry-run: must be true or false');
    expect(await dead.dead()).toEqual({ visible: 1 + poisons, inFlight: 0, delayed: 0 });
  });

  it('--max bounds what is moved; without a selection all of it goes', async () => {
    await using dead = await openDeadRoad();
    await buryAll(dead, 30);
    const some = await dlq(dead, ['redrive', '--queue', dead.road.queue, '--max', '5', '--yes', '--json']);
    expect(some.json.messages).toMatchObject({ selected: 5, moved: 5 });
    expect(await dead.dead()).toEqual({ visible: 31, inFlight: 0, delayed: 0 });
    const all = await dlq(dead, ['redrive', '--queue', dead.road.queue, '--yes', '--json']);
    expect(all.json.messages).toMatchObject({ received: 31, moved: 31 });
    expect(await dead.dead()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    expect(await dead.road.depth()).toMatchObject({ visible: 36 });
  });

  it('a delete that fails after the send loses nothing: the message is in both queues, and the run says so (R27)', async () => {
    await using dead = await openDeadRoad();
    await dead.road.put(`${folder}/a.log.gz`, flowLogObject([lineOf(1)]));
    await dead.bury(s3Message([`${folder}/a.log.gz`]));
    await using proxy = await startSqsProxy(dead.road.aws.endpoint, ({ action }) => {
      if (action !== 'DeleteMessageBatch') return undefined;
      return { answer: { Successful: [], Failed: [{ Id: '0', Code: 'AccessDenied', SenderFault: true }] } };
    });
    const args = ['redrive', '--queue', dead.road.queue, '--yes', '--json'];
    const { code, json } = await dlq(dead, args, { AWS_ENDPOINT_URL_SQS: proxy.url });
    expect(code).toBe(1);
    expect(json).toMatchObject({
      ok: false,
      messages: { moved: 0, twice: 1, notSent: 0 },
      problem: { code: 'LF_DELETE_FAILED' },
    });
    expect(proxy.actions.filter((action) => action === 'SendMessageBatch')).toHaveLength(1);
    expect(await dead.dead()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
    expect(await dead.road.depth()).toMatchObject({ visible: 1 });

    const again = await dlq(dead, args);
    expect(again.json.messages).toMatchObject({ moved: 1 });
    await using out = temporaryFolder();
    const consumed = await runLogflow(
      ['consume', '--queue', dead.road.queue, '--output', `ndjson:${out.path}`, '--drain', '--json'],
      { env: dead.road.aws.environment },
    );
    expect(consumed.code).toBe(0);
    expect(readdirSync(out.path)).toHaveLength(1);
  });

  it('an entry that the source queue does not take is not deleted; its neighbours are moved', async () => {
    await using dead = await openDeadRoad();
    for (const name of ['a', 'bad', 'c']) await dead.bury(s3Message([`${folder}/${name}.log.gz`]));
    await using proxy = await startSqsProxy(dead.road.aws.endpoint, ({ action, body }) => {
      if (action !== 'SendMessageBatch') return undefined;
      const entries = body.Entries as { Id: string; MessageBody: string }[];
      const refused = entries.filter(({ MessageBody }) => MessageBody.includes('bad'));
      return {
        ask: { ...body, Entries: entries.filter((entry) => !refused.includes(entry)) },
        mend: (answer) => ({
          ...answer,
          Failed: refused.map(({ Id }) => ({ Id, Code: 'InvalidMessageContents', SenderFault: true })),
        }),
      };
    });
    const { code, json } = await dlq(dead, ['redrive', '--queue', dead.road.queue, '--yes', '--json'], {
      AWS_ENDPOINT_URL_SQS: proxy.url,
    });
    expect(code).toBe(1);
    expect(json).toMatchObject({
      messages: { moved: 2, notSent: 1 },
      problem: { code: 'LF_SEND_FAILED', message: expect.stringContaining('InvalidMessageContents') },
    });
    const left = await dlq(dead, ['show', '--queue', dead.road.queue, '--json']);
    expect(left.json.messages).toMatchObject([{ objects: [{ ref: { key: `${folder}/bad.log.gz` } }] }]);
  });

  it('what comes in meanwhile is left: a message that fails at once does not go round for ever', async () => {
    await using dead = await openDeadRoad();
    for (let n = 0; n < 3; n++) await dead.bury(s3Message([`${folder}/${n}.log.gz`]));
    await using proxy = await startSqsProxy(dead.road.aws.endpoint, ({ action }) => {
      if (action === 'SendMessageBatch') void dead.bury('back at once');
      return undefined;
    });
    const args = ['redrive', '--queue', dead.road.queue, '--yes', '--json'];
    const { code, json } = await dlq(dead, args, { AWS_ENDPOINT_URL_SQS: proxy.url });
    expect(code).toBe(0);
    const later = proxy.actions.filter((action) => action === 'SendMessageBatch').length;
    expect(json.messages).toMatchObject({ moved: 3, left: { later } });
    expect(await dead.dead()).toEqual({ visible: later, inFlight: 0, delayed: 0 });
  });

  it('of a dead-letter queue that serves several queues only the messages of this one go back to it', async () => {
    await using dead = await openDeadRoad();
    for (const name of ['ours', 'theirs']) await dead.bury(s3Message([`${folder}/${name}.log.gz`]));
    // The embedded SQS does not say where a message came from; Amazon's does.
    const arn = 'arn:aws:sqs:us-east-1:000000000000:';
    await using proxy = await startSqsProxy(dead.road.aws.endpoint, ({ action, body }) => {
      if (action !== 'ReceiveMessage') return undefined;
      return {
        ask: body,
        mend: ({ Messages = [] }: { Messages?: { Body: string; Attributes: object }[] }) => ({
          Messages: Messages.map((message) => {
            const name = message.Body.includes('ours') ? dead.road.queue : 'another-queue';
            return {
              ...message,
              Attributes: { ...message.Attributes, DeadLetterQueueSourceArn: arn + name },
            };
          }),
        }),
      };
    });
    const env = { AWS_ENDPOINT_URL_SQS: proxy.url };
    const { code, json } = await dlq(dead, ['redrive', '--queue', dead.road.queue, '--yes', '--json'], env);
    expect(code).toBe(0);
    expect(json.messages).toMatchObject({ moved: 1, left: { otherQueue: 1 } });
    const rest = await dlq(dead, ['show', '--queue', dead.road.queue, '--json'], env);
    expect(rest.json.messages).toMatchObject([{ sourceArn: `${arn}another-queue` }]);
  });

  it('a queue that may not be sent to: nothing is deleted, nothing stays hidden, and what to allow is said', async () => {
    await using dead = await openDeadRoad();
    await buryAll(dead, 30);
    await using proxy = await startSqsProxy(dead.road.aws.endpoint, ({ action }) => {
      if (action !== 'SendMessageBatch') return undefined;
      return { status: 403, answer: { __type: 'com.amazonaws.sqs#AccessDenied', message: 'no' } };
    });
    const args = ['redrive', '--queue', dead.road.queue, '--yes', '--json'];
    const { code, json, stderr } = await dlq(dead, args, { AWS_ENDPOINT_URL_SQS: proxy.url });
    expect(code).toBe(1);
    expect(json).toMatchObject({ ok: false, messages: { moved: 0 }, error: { code: 'LF_QUEUE_FORBIDDEN' } });
    expect(stderr).toContain('sqs:SendMessage');
    expect(proxy.actions).not.toContain('DeleteMessageBatch');
    expect(await dead.dead()).toEqual({ visible: 30 + poisons, inFlight: 0, delayed: 0 });
  });

  it('Ctrl-C while it holds messages: all that were not moved are visible again', async () => {
    await using dead = await openDeadRoad();
    await buryAll(dead, 14);
    await using s3 = await answering(() => {});
    const env = { ...dead.road.aws.environment, AWS_ENDPOINT_URL_S3: s3.url };
    const args = ['dlq', 'redrive', '--queue', dead.road.queue, '--reason', 'fine', '--yes', '--json'];
    await using run = startLogflow(args, { env });
    await waitFor(async () => (await dead.dead()).inFlight === 20, { what: 'all messages in flight' });
    run.kill('SIGINT');
    const result = await run.done;
    expect(result.code).toBe(130);
    expect(JSON.parse(result.stdout)).toMatchObject({ ok: false, end: 'stopped', messages: { moved: 0 } });
    expect(await dead.dead()).toEqual({ visible: 20, inFlight: 0, delayed: 0 });
  });

  it('a killed redrive has lost nothing', async () => {
    await using dead = await openDeadRoad();
    for (let n = 0; n < 40; n++) await dead.bury(s3Message([`${folder}/${n}.log.gz`]));
    let deletes = 0;
    const asked = Promise.withResolvers<void>();
    await using proxy = await startSqsProxy(dead.road.aws.endpoint, ({ action }) => {
      if (action === 'DeleteMessageBatch' && ++deletes === 2) asked.resolve();
      return undefined;
    });
    const env = { ...dead.road.aws.environment, AWS_ENDPOINT_URL_SQS: proxy.url };
    await using run = startLogflow(['dlq', 'redrive', '--queue', dead.road.queue, '--yes'], { env });
    await asked.promise;
    run.kill('SIGKILL');
    await run.done;
    const { visible, inFlight } = await dead.dead();
    const sent = (await dead.road.depth()).visible;
    expect(visible + inFlight + sent).toBeGreaterThanOrEqual(40);
  });
});
