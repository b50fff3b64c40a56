import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flowLogObject, folder, goldenLine } from '../helpers/flow-lines.ts';
import { freePort } from '../helpers/free-port.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { temporaryFolder } from '../helpers/temp.ts';

let road: Road;

beforeAll(async () => {
  road = await openRoad('direct');
  await road.put(`${folder}/one.log.gz`, flowLogObject([goldenLine]));
});
afterAll(() => road[Symbol.asyncDispose]());

/** Nothing was received, or it was all put back; nothing was deleted. */
async function expectUntouched() {
  const { visible, inFlight } = await road.depth();
  expect(visible + inFlight).toBe(2);
}

/** One clear line with what to do, and no stack. */
function expectClear(stderr: string) {
  expect(stderr).toMatch(/^logflow: .+/m);
  expect(stderr).toMatch(/^next: .+ \(LF_[A-Z0-9_]+\)$/m);
  expect(stderr).not.toMatch(/^\s+at /m);
}

describe('bad input', () => {
  it('a wrong queue name', async () => {
    const run = await runLogflow(
      ['consume', '--queue', 'no-such-queue', '--output', 'ndjson:out', '--drain'],
      {
        env: road.aws.environment,
      },
    );
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('there is no queue no-such-queue');
    expectClear(run.stderr);
  });

  it('a wrong queue URL', async () => {
    const url = road.queueUrl.replace(road.queue, 'no-such-queue');
    const run = await runLogflow(['consume', '--queue', url, '--output', 'ndjson:out', '--drain', '--json'], {
      env: road.aws.environment,
    });
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
      ok: false,
      error: { code: 'LF_QUEUE_MISSING' },
    });
    expectClear(run.stderr);
  });

  it('no credentials', async () => {
    const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _key, ...env } = road.aws.environment;
    const run = await runLogflow(['consume', '--queue', road.queue, '--output', 'ndjson:out', '--drain'], {
      env,
    });
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('no AWS credentials');
    expect(run.stderr).toContain('AWS_PROFILE');
    expectClear(run.stderr);
    await expectUntouched();
  });

  it('no region', async () => {
    const env = Object.fromEntries(
      Object.entries(road.aws.environment).filter(([name]) => !/REGION/.test(name)),
    );
    const run = await runLogflow(['consume', '--queue', road.queue, '--output', 'ndjson:out', '--drain'], {
      env,
    });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('--region');
    expectClear(run.stderr);
  });

  it('a cluster that is down: a bounded wait, and no message received (R19)', async () => {
    const node = `http://127.0.0.1:${await freePort()}`;
    const run = await runLogflow(
      ['consume', '--queue', road.queue, '--node', node, '--patience', '1s', '--drain'],
      { env: road.aws.environment },
    );
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(node);
    expectClear(run.stderr);
    await expectUntouched();
  });

  it('a cluster that does not know us', async () => {
    const server = createServer((_, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(
        '{"error":{"type":"security_exception","reason":"missing authentication credentials"},"status":401}',
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const node = `http://me:hunter2@127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const run = await runLogflow(['consume', '--queue', road.queue, '--node', node, '--drain'], {
        env: road.aws.environment,
      });
      expect(run.code).toBe(1);
      expect(run.stderr).toContain('401');
      expect(run.stderr + run.stdout).not.toContain('hunter2');
      expectClear(run.stderr);
      await expectUntouched();
    } finally {
      server.close();
    }
  });

  it('an output directory that is a file', async () => {
    await using temp = temporaryFolder();
    writeFileSync(join(temp.path, 'out'), '');
    const run = await runLogflow(['consume', '--queue', road.queue, '--output', 'ndjson:out', '--drain'], {
      env: road.aws.environment,
      cwd: temp.path,
    });
    expect(run.code).toBe(1);
    expectClear(run.stderr);
    await expectUntouched();
  });

  it('a bad flag (R36)', async () => {
    const run = await runLogflow(['consume', '--que', 'x']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('--que');
    expectClear(run.stderr);
  });

  it('a flag without its value', async () => {
    const run = await runLogflow(['consume', '--queue']);
    expect(run.code).toBe(2);
    expectClear(run.stderr);
  });

  it('three mistakes in the file: all three told, each with its line', async () => {
    await using temp = temporaryFolder();
    writeFileSync(
      join(temp.path, 'logflow.yaml'),
      'queue: q\nnode: nowhere\ntimezone: Mars\nconcurency: 8\n',
    );
    const run = await runLogflow(['consume'], { cwd: temp.path });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('3 mistakes');
    expect(run.stderr).toContain('logflow.yaml:2 (node)');
    expect(run.stderr).toContain('logflow.yaml:3 (timezone)');
    expect(run.stderr).toContain(
      'logflow.yaml:4 (concurency): there is no such setting; did you mean concurrency?',
    );
    expectClear(run.stderr);
  });

  it('nothing at all: what is needed', async () => {
    const run = await runLogflow(['consume', '--json']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('--queue (LOGFLOW_QUEUE): is needed');
    expect(run.stderr).toContain('--node (LOGFLOW_NODE): is needed');
    expect(JSON.parse(run.stdout)).toMatchObject({
      type: 'summary',
      ok: false,
      error: { code: 'LF_CONFIG' },
    });
  });

  it('YAML that the parser cannot resolve, and a variable that is neither true nor false', async () => {
    await using temp = temporaryFolder();
    writeFileSync(join(temp.path, 'logflow.yaml'), 'queue: *nope\n');
    const run = await runLogflow(['consume'], { cwd: temp.path, env: { LOGFLOW_ORIGIN: 'maybe' } });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('nope');
    expect(run.stderr).toContain('--origin (LOGFLOW_ORIGIN): must be true or false');
    expectClear(run.stderr);
  });

  it.skipIf(process.platform !== 'linux')('a directory that no file system gives', async () => {
    const run = await runLogflow(['ingest', 'x', '--output', 'ndjson:/proc/no-such-thing']);
    expect(run.code).toBe(1);
    expectClear(run.stderr);
  });

  it('nothing to read', async () => {
    const run = await runLogflow(['ingest', '--output', 'ndjson:out']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('FILE: is needed');
    expectClear(run.stderr);
  });

  it('a file that is not there', async () => {
    const run = await runLogflow(['ingest', 'no-such.log.gz', '--output', 'ndjson:out', '--json']);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('LF_FILE_READ');
  });

  it.each([
    [['consume', '--queue', 'q', '--output', 'ndjson:out'], 'drain'],
    [['init', '--queue', 'q'], 'force'],
    [['init', '--queue', 'q'], 'yes'],
    [['template', 'push', '--node', 'http://127.0.0.1:1'], 'yes'],
    [['template', 'install', '--node', 'http://127.0.0.1:1'], 'accept-change'],
  ])('%j: a variable of --%s that is neither true nor false', async (args, name) => {
    const variable = `LOGFLOW_${name.replace('-', '_').toUpperCase()}`;
    const run = await runLogflow(args, { env: { ...road.aws.environment, [variable]: 'perhaps' } });
    expect(run.stderr).toContain(`--${name}: must be true or false`);
    expect(run.code).toBe(2);
    expectClear(run.stderr);
  });

  it('settings by variables alone', async () => {
    await using temp = temporaryFolder();
    const sqs = new SQSClient({
      endpoint: road.aws.endpoint,
      region: road.aws.region,
      credentials: road.aws.credentials,
    });
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'by-variable' }));
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: '{"Service":"Amazon S3","Event":"s3:TestEvent"}' }),
    );
    sqs.destroy();
    const run = await runLogflow(['consume'], {
      cwd: temp.path,
      env: {
        ...road.aws.environment,
        LOGFLOW_QUEUE: 'by-variable',
        LOGFLOW_OUTPUT: 'ndjson:out',
        LOGFLOW_DRAIN: 'on',
        LOGFLOW_JSON: 'true',
      },
    });
    expect(run.code).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ ok: true, messages: { testEvents: 1, deleted: 1 } });
  });
});
