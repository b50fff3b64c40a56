import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answering } from '../helpers/answering.ts';
import { startClusterProxy } from '../helpers/cluster-proxy.ts';
import { describeCluster } from '../helpers/each-cluster.ts';
import { runLogflow, startLogflow } from '../helpers/process.ts';
import { startPty } from '../helpers/pty.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { ask, lastLineOf, wipe } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';
import { runTool } from '../helpers/tool.ts';
import { waitFor } from '../helpers/wait.ts';

const minute = 60_000;
const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

describeCluster('opensearch2', 'status', ({ url }) => {
  const prefix = `t${randomBytes(6).toString('hex')}`;
  let road: Road;
  let newest = 0;
  let base: readonly string[] = [];

  async function add(index: string, times: readonly number[]): Promise<void> {
    for (const time of times)
      await ask('POST', `${url}/${prefix}-${index}/_doc`, { '@timestamp': new Date(time).toISOString() });
    await ask('POST', `${url}/${prefix}-${index}/_refresh`);
  }

  beforeAll(async () => {
    road = await openRoad('nothing');
    for (const body of ['one', 'two', 'three']) await road.send(body);
    const now = Date.now();
    newest = now - 30_000;
    await add(
      '2026-01-01',
      [0, 1, 2, 3].map((n) => now - (n + 24) * 60 * minute),
    );
    await add('2026-01-02', [now - 30 * minute, now - 20 * minute, now - minute, newest]);
    base = ['status', '--index', `${prefix}-{yyyy}-{MM}-{dd}`];
  });
  afterAll(async () => {
    await road[Symbol.asyncDispose]();
    await wipe(url, prefix);
  });

  const args = (...more: readonly string[]) => [...base, '--queue', road.queue, '--node', url, ...more];

  it('tells both halves, exactly, and receives nothing', async () => {
    const run = await runLogflow(args('--json'), { env: road.aws.environment });
    expect(run.code).toBe(0);
    const status = lastLineOf(run.stdout);
    const [pipeline] = status.cluster.pipelines;
    expect(status).toMatchObject({
      type: 'status',
      ok: true,
      queue: {
        ...{ name: 'flow-queue', visible: 3, inFlight: 0, delayed: 0, problems: [] },
        deadLetters: { name: 'flow-queue-dlq', maxReceiveCount: 50, visible: 0, inFlight: 0, delayed: 0 },
      },
      cluster: {
        ...{ nodes: [url], distribution: 'opensearch', problems: [] },
        health: { nodes: 1, dataNodes: 1 },
        disk: { fullest: { node: 'logflow-test' } },
      },
    });
    expect(status.cluster.version).toMatch(/^2\./);
    expect(pipeline).toMatchObject({
      ...{ name: 'vpcflowlogs', pattern: `${prefix}-*`, indices: 2, documents: 8, newest },
      lastMinutes: { 5: 2, 60: 4 },
      lag: Math.round(status.at - newest) / 1000,
    });
    expect(pipeline.bytes).toBeGreaterThan(0);
    expect(await road.depth()).toEqual({ visible: 3, inFlight: 0, delayed: 0 });
  });

  it('shows the cluster while the queue is out of reach', async () => {
    const env = { ...road.aws.environment, AWS_ENDPOINT_URL_SQS: await nobodyThere() };
    const run = await runLogflow(args(), { env });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('8 documents, ');
    expect(run.stdout).toMatch(/^queue {7}flow-queue\n {12}cannot reach AWS for queue flow-queue/m);
    expect(run.stdout).toContain('(LF_AWS_UNREACHABLE)');
  });

  it('shows the queue while the cluster is out of reach', async () => {
    const node = await nobodyThere();
    const run = await runLogflow([...base, '--queue', road.queue, '--node', node], {
      env: road.aws.environment,
    });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('3 visible, 0 in flight, 0 delayed');
    expect(run.stdout).toContain('(LF_CLUSTER_UNREACHABLE)');
  });

  it('shows what a narrow role may see', async () => {
    const body =
      '{"error":{"type":"security_exception","reason":"no permissions for [monitor]"},"status":403}';
    await using proxy = await startClusterProxy(url, ({ path }) =>
      path.startsWith('/_cluster') || path.startsWith('/_cat')
        ? { kind: 'answer', status: 403, body }
        : undefined,
    );
    const run = await runLogflow([...base, '--node', proxy.url, '--json']);
    expect(run.code).toBe(1);
    const { queue, cluster } = lastLineOf(run.stdout);
    expect(queue).toBeUndefined();
    expect(cluster.pipelines).toMatchObject([{ newest, lastMinutes: { 60: 4 } }]);
    const messages = cluster.problems.map(
      ({ code, message }: Record<string, string>) => `${code} ${message}`,
    );
    expect(messages.sort()).toEqual([
      expect.stringContaining(`LF_STATUS_REFUSED the cluster answered GET /_cat/allocation with 403`),
      expect.stringContaining(
        `LF_STATUS_REFUSED the cluster answered GET /_cat/indices/${prefix}-* with 403`,
      ),
      expect.stringContaining('LF_STATUS_REFUSED the cluster answered GET /_cluster/health with 403'),
    ]);
  });

  it('an index whose @timestamp is no date is named, and the others are counted', async () => {
    const mapping = { mappings: { properties: { '@timestamp': { type: 'text' } } } };
    await ask('PUT', `${url}/${prefix}-text`, mapping);
    const run = await runLogflow([...base, '--node', url, '--json']);
    await ask('DELETE', `${url}/${prefix}-text`);
    expect(run.code).toBe(1);
    const { cluster } = lastLineOf(run.stdout);
    expect(cluster.pipelines).toMatchObject([{ indices: 3, documents: 8, newest }]);
    expect(cluster.problems).toMatchObject([{ code: 'LF_STATUS_PARTIAL' }]);
    expect(cluster.problems[0].message).toContain(`1 of 3 shards of ${prefix}-* did not answer`);
  });

  it('no index is no trouble', async () => {
    const run = await runLogflow(['status', '--index', `${prefix}none`, '--node', url]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(`0 indices of ${prefix}none\n            0 documents, 0 B on disk`);
    expect(run.stdout).toContain('newest: there is no document');
  });

  it('--watch --json: a line each time, with rates, and the summary last', async () => {
    await using folder = temporaryFolder();
    const out = join(folder.path, 'out');
    const stdout = openSync(out, 'w');
    const lines = () =>
      readFileSync(out, 'utf8')
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    await using run = startLogflow(args('--json', '--watch=1s'), { env: road.aws.environment, stdout });
    await waitFor(() => lines().length > 0, { what: 'the first look' });
    await add('2026-01-03', [0, 0, 0, 0, 0]);
    for (const body of ['four', 'five']) await road.send(body);
    const seen = await waitFor(
      () =>
        lines().find(({ queue, cluster }) => queue?.visible === 5 && cluster.pipelines[0].documents === 13),
      { what: 'the change' },
    );
    run.kill('SIGINT');
    expect((await run.done).code).toBe(130);
    closeSync(stdout);
    const { seconds, backlog, documents } = seen.sinceStart;
    expect(Math.round(backlog * seconds)).toBe(2);
    expect(Math.round(documents.vpcflowlogs * seconds)).toBe(5);
    expect(lines()[0].sinceStart).toBeUndefined();
    expect(lines().at(-1)).toMatchObject({ type: 'summary', ok: true });
    await ask('DELETE', `${url}/${prefix}-2026-01-03`);
  });

  it('--watch on a terminal draws in place, and leaves it sane', async () => {
    await using pty = startPty(args('--watch', '1s'), { env: road.aws.environment, rows: 30 });
    const before = await road.depth();
    await pty.waitFor(new RegExp(`\\n {12}${before.visible} visible, .*every 1 s; Ctrl-C ends it`, 's'));
    await road.send('another');
    const screen = await pty.waitFor(new RegExp(`\\n {12}${before.visible + 1} visible, .*backlog `, 's'));
    expect(screen.match(/logflow status/g)).toHaveLength(1);
    pty.type('\u0003');
    expect(await pty.ended()).toBe(130);
    expect(pty.alternate()).toBe(false);
    expect(pty.cursorHidden()).toBe(false);
    expect(pty.screen()).not.toContain('stopping');
    expect(pty.screen()).toContain(`${before.visible + 1} visible`);
    expect(await pty.modes()).toMatch(/(?<!-)\becho\b/);
  });

  it('--watch ends by itself when its reader has had enough', async () => {
    const line = `"${process.execPath}" "${program}" status --node ${url} --watch 1s | head -1; echo ended`;
    const shown = await runTool('/bin/sh', ['-c', line]);
    expect(shown).toMatch(/^\S+Z {2}cluster .*\nended\n$/);
  });
});

it.each([
  [[], '--queue (LOGFLOW_QUEUE): is needed, or --node'],
  [['--queue', 'q', '--watch', 'soon'], '--watch: must be like 30s, 5m or 2h'],
  [['--node', 'http://h', '--username', 'me'], '--username, --password: go together'],
])('status %j: exit 2', async (args, says) => {
  const run = await runLogflow(['status', ...args]);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain(says);
});

async function nobodyThere(): Promise<string> {
  await using gone = await answering(() => {});
  return gone.url;
}
