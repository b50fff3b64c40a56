import { describe, expect, it } from 'vitest';
import { answering } from '../helpers/answering.ts';
import { buryAll, dlq, openDeadRoad, poisons, s3Message } from '../helpers/dead-letters.ts';
import { folder } from '../helpers/flow-lines.ts';
import { startLogflow } from '../helpers/process.ts';
import { startSqsProxy } from '../helpers/sqs-proxy.ts';
import { waitFor } from '../helpers/wait.ts';

const place = `s3://logs/${folder.split('/').slice(0, -3).join('/')}/`;

describe('dlq list', () => {
  it('groups what is there by reason and place, and leaves all of it visible (R27)', async () => {
    await using dead = await openDeadRoad();
    await buryAll(dead, 23);
    const { code, json, stderr } = await dlq(dead, ['list', '--queue', dead.road.queue, '--json']);
    expect(code).toBe(0);
    expect(stderr).toContain(`${dead.dlq}: ${23 + poisons} visible, 0 in flight, 0 delayed`);
    const groups = json.groups.map((group: { reason: string; place: string; messages: number }) => [
      group.reason,
      group.place,
      group.messages,
    ]);
    expect(groups).toEqual([
      ['not-understood', '', 1],
      ['unreadable', place, 2],
      ['unclaimed', 's3://logs/photos/', 1],
      ['fine', place, 23],
      ['gone', place, 1],
      ['nothing-to-do', '', 1],
    ]);
    expect(json).toMatchObject({
      ok: true,
      queues: { deadLetters: { visible: 29 }, source: { visible: 0 } },
      sample: { messages: 29, of: 29, end: 'empty', looked: 26 },
      givenBack: { visible: 29, hidden: 0 },
    });
    expect(await dead.dead()).toEqual({ visible: 29, inFlight: 0, delayed: 0 });
  });

  it('is a sample, and says so (R27)', async () => {
    await using dead = await openDeadRoad();
    await buryAll(dead, 20);
    const run = await dlq(dead, ['list', '--dlq', dead.dlq, '--max', '7', '--no-look']);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('looked at 7 of about 26 messages in flow-queue-dlq (--max)');
    expect(await dead.dead()).toEqual({ visible: 26, inFlight: 0, delayed: 0 });
  });

  it('knows no access from a broken object', async () => {
    await using dead = await openDeadRoad();
    await dead.bury(s3Message([`${folder}/a.log.gz`]));
    const answer = '<Error><Code>AccessDenied</Code><Message>no</Message></Error>';
    await using s3 = await answering((respond) => respond(403, answer));
    const { json } = await dlq(dead, ['list', '--queue', dead.road.queue, '--json'], {
      AWS_ENDPOINT_URL_S3: s3.url,
    });
    expect(json.groups).toMatchObject([
      { reason: 'denied', example: { problem: { code: 'LF_OBJECT_FORBIDDEN' } } },
    ]);
  });

  it('what our own network does says nothing about any object', async () => {
    await using dead = await openDeadRoad();
    await dead.bury(s3Message([`${folder}/a.log.gz`]));
    const { code, json } = await dlq(dead, ['list', '--queue', dead.road.queue, '--json'], {
      AWS_ACCESS_KEY_ID: 'embedded',
      AWS_ENDPOINT_URL_S3: await nobodyThere(),
    });
    expect(code).toBe(1);
    expect(json).toMatchObject({
      groups: [{ reason: 'not-looked' }],
      problem: { code: 'LF_AWS_UNREACHABLE' },
    });
    expect(await dead.dead()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 0],
  ] as const)('%s while it holds messages: all are visible again', async (signal, code) => {
    await using dead = await openDeadRoad();
    await buryAll(dead, 14);
    // S3 never answers, so the messages are held until the signal.
    await using s3 = await answering(() => {});
    const env = { ...dead.road.aws.environment, AWS_ENDPOINT_URL_S3: s3.url };
    await using run = startLogflow(['dlq', 'list', '--queue', dead.road.queue], { env });
    await waitFor(async () => (await dead.dead()).inFlight === 20, { what: 'all messages in flight' });
    run.kill(signal);
    const result = await run.done;
    expect(result.code).toBe(code);
    expect(result.stderr).toContain('putting 20 messages back');
    expect(await dead.dead()).toEqual({ visible: 20, inFlight: 0, delayed: 0 });
  });

  it('an error on the way leaves nothing hidden', async () => {
    await using dead = await openDeadRoad();
    await buryAll(dead, 54);
    let receives = 0;
    await using proxy = await startSqsProxy(dead.road.aws.endpoint, ({ action }) => {
      if (action !== 'ReceiveMessage' || ++receives < 4) return undefined;
      return { status: 403, answer: { __type: 'com.amazonaws.sqs#AccessDenied', message: 'no' } };
    });
    const run = await dlq(dead, ['list', '--queue', dead.road.queue], { AWS_ENDPOINT_URL_SQS: proxy.url });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^putting \d+ messages back$/m);
    expect(await dead.dead()).toEqual({ visible: 60, inFlight: 0, delayed: 0 });
  });
});

describe('dlq show', () => {
  it('shows a message in full; nothing in it acts on the terminal', async () => {
    await using dead = await openDeadRoad();
    await buryAll(dead, 3);
    await dead.bury(s3Message([`${folder}/\u001b[31mred\u202e.log.gz`]), 'me');
    const run = await dlq(dead, ['show', '--queue', dead.road.queue, '--key', '*red*']);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(`object      s3://logs/${folder}/\\u{1b}[31mred\\u{202e}.log.gz`);
    expect(run.stdout).toContain('gone: the object is gone from S3');
    expect(run.stdout).toContain('attributes  who');
    expect(run.stdout.match(/^message /gm)).toHaveLength(1);
    for (const hostile of ['\u001b', '\u202e']) expect(run.stdout).not.toContain(hostile);
    expect(await dead.dead()).toEqual({ visible: 10, inFlight: 0, delayed: 0 });
  });

  it('finds one by its id, and says when it is not there', async () => {
    await using dead = await openDeadRoad();
    await buryAll(dead, 12);
    const all = await dlq(dead, ['show', '--queue', dead.road.queue, '--max', '50', '--json']);
    expect(all.json.messages).toHaveLength(18);
    const { id } = all.json.messages[11];
    const one = await dlq(dead, ['show', '--queue', dead.road.queue, '--message-id', id, '--json']);
    expect(one.json.messages).toMatchObject([{ id, receiveCount: 2 }]);
    const none = await dlq(dead, ['show', '--queue', dead.road.queue, '--message-id', 'no-such']);
    expect(none.code).toBe(1);
    expect(none.stdout).toContain('none of the 18 messages');
    expect(await dead.dead()).toEqual({ visible: 18, inFlight: 0, delayed: 0 });
  });
});

describe('what cannot be meant', () => {
  it.each([
    [['list', '--queue', 'no-such-queue'], 1, 'there is no queue no-such-queue'],
    [['list', '--queue', 'lonely'], 1, 'queue lonely has no redrive policy'],
    [['list'], 2, '--queue (LOGFLOW_QUEUE): is needed'],
    [['redrive', '--dlq', 'flow-queue-dlq', '--yes'], 2, '--queue (LOGFLOW_QUEUE): is needed'],
    [['redrive', '--queue', 'flow-queue'], 2, '--yes is needed'],
    [['redrive', '--queue', 'flow-queue', '--dlq', 'flow-queue', '--yes'], 2, 'both as --queue and as --dlq'],
    [['show', '--queue', 'flow-queue', '--reason', 'bad', '--max', '0'], 2, '--reason: must be one of'],
  ] as const)('%j: exit %i', async (args, code, says) => {
    await using dead = await openDeadRoad();
    await dead.createQueue('lonely');
    const run = await dlq(dead, args);
    expect(run.code).toBe(code);
    expect(run.stderr).toContain(says);
    expect(run.stderr).toMatch(/^next: .+ \(LF_[A-Z0-9_]+\)$/m);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });

  it.each(['list', 'show', 'redrive'])('%s of an empty queue: nothing is in it', async (command) => {
    await using dead = await openDeadRoad();
    const yes = command === 'redrive' ? ['--yes'] : [];
    const run = await dlq(dead, [command, '--queue', dead.road.queue, ...yes]);
    expect(run.code).toBe(0);
    expect(run.stdout.trim()).toBe('nothing is in flow-queue-dlq');
  });
});

async function nobodyThere(): Promise<string> {
  await using gone = await answering(() => {});
  return gone.url;
}
