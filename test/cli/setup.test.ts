import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMoto, type Moto, startMoto } from '../helpers/moto.ts';
import { runLogflow } from '../helpers/process.ts';
import { startPty } from '../helpers/pty.ts';
import type { PythonInstallation } from '../helpers/python-packages.ts';
import { environmentOf } from '../helpers/setup-run.ts';

const found = await findMoto();
const queueOnly = ['setup', '--only', 'queue'];

describe.skipIf(found.kind === 'missing')('setup on a terminal (moto)', () => {
  let moto: Moto;
  let sqs: SQSClient;
  let env: Record<string, string>;

  beforeAll(async () => {
    moto = await startMoto(found as PythonInstallation);
    env = environmentOf({ endpoint: moto.endpoint, folder: '' });
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    sqs = new SQSClient({ endpoint: moto.endpoint, region: 'us-west-2', credentials });
  }, 90_000);

  afterAll(async () => {
    sqs?.destroy();
    await moto?.stop();
  });

  const queues = async () => (await sqs.send(new ListQueuesCommand({}))).QueueUrls?.length ?? 0;

  it('shows the plan and asks; no is no, Ctrl-C is 130, yes is done', async () => {
    await using refusing = startPty(queueOnly, { env });
    await refusing.waitFor(/create {2}SQS queue logflow-objects[\s\S]*Apply this: 2 steps\? \(yes\/no\)/);
    refusing.type('no\r');
    expect(await refusing.ended()).toBe(1);
    expect(refusing.screen()).toContain('nothing was changed; next: `logflow setup --only queue`');
    await using leaving = startPty(queueOnly, { env });
    await leaving.waitFor(/\(yes\/no\)/);
    leaving.type('\u0003');
    expect(await leaving.ended()).toBe(130);
    expect(await queues()).toBe(0);
    await using agreeing = startPty(queueOnly, { env });
    await agreeing.waitFor(/\(yes\/no\)/);
    agreeing.type('yes\r');
    expect(await agreeing.ended()).toBe(0);
    expect(agreeing.screen()).toMatch(/2\/2 create SQS queue logflow-objects\s+done: 2 of 2/);
    expect(await queues()).toBe(2);
  });
});

it('all that is wrong with flags and file is told at once, and exit 2', async () => {
  const { code, stderr } = await runLogflow(['setup', '--only', 'queues', '--dry-run']);
  expect([code, stderr]).toEqual([
    2,
    `logflow: these flags cannot be used:
  --only: must be some of bucket, queue, topic, subscription, rule, notification, flow-logs, role, templates
next: See \`logflow setup --help\`. (LF_USAGE)
`,
  ]);
});

it('AWS that cannot be reached is told, and nothing is planned', async () => {
  // Nobody listens on the discard port.
  const env = environmentOf({ endpoint: 'http://127.0.0.1:9', folder: '' });
  const { code, stderr } = await runLogflow(['setup', '--yes'], { env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^logflow: cannot reach AWS for this run: .*\nnext: .*\(LF_AWS_UNREACHABLE\)\n$/);
});
