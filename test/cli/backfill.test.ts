import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow, startLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { lastLineOf } from '../helpers/search.ts';
import { storeLogs } from '../helpers/stored-logs.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const ledgerOf = (state: string) => {
  const folder = join(state, 'backfill');
  const names = readdirSync(folder);
  return {
    names,
    text: readFileSync(join(folder, names.find((name) => name.endsWith('.ledger')) ?? ''), 'utf8'),
  };
};

describe('backfill', () => {
  it('Ctrl-C leaves a whole ledger and no lock, and prints the command that goes on', async () => {
    await using road = await openRoad('nothing');
    await using endpoint = await startAcknowledger();
    await using state = temporaryFolder();
    const stored = await storeLogs(road, 60);
    const env = { ...road.aws.environment, LOGFLOW_STATE: state.path };
    const args = [
      'backfill',
      '--prefix',
      's3://logs/',
      '--node',
      endpoint.url,
      '--no-template',
      '--rate',
      '10',
    ];
    await using run = startLogflow([...args, '--since', '2020-03-01', '--json'], { env });
    await run.waitForStderr(/objects? done of/);
    run.kill('SIGINT');
    const stopped = await run.done;
    expect(stopped.code, stopped.stderr).toBe(130);
    const summary = lastLineOf(stopped.stdout);
    expect(summary).toMatchObject({ ok: false, finished: false });
    expect(stopped.stderr).toContain(summary.next);
    const { names, text } = ledgerOf(state.path);
    expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.ledger$/)]);
    expect(text.endsWith('\n')).toBe(true);
    expect(text.match(/^d /gm)?.length).toBe(summary.objects.delivered);

    // As a shell would take it apart.
    const words = execFileSync('sh', ['-c', `for word in ${summary.next}; do printf '%s\\0' "$word"; done`]);
    const [program, ...rest] = words.toString().split('\0').slice(0, -1);
    expect(program).toBe('logflow');
    const resumed = await runLogflow(
      rest.map((word) => (word === '10' ? '10000' : word)),
      { env },
    );
    expect(resumed.code, resumed.stderr).toBe(0);
    const end = lastLineOf(resumed.stdout);
    expect(end).toMatchObject({ finished: true, listing: { skipped: { done: summary.objects.delivered } } });
    expect(endpoint.counts.docs).toBe(stored.ids.size);
  });

  it('what fails is told and kept; --retry-failed does just that', async () => {
    await using road = await openRoad('nothing');
    await using out = temporaryFolder();
    await using state = temporaryFolder();
    const env = { ...road.aws.environment, LOGFLOW_STATE: state.path };
    for (let n = 0; n < 20; n++) await road.put(`${folder}/good ${n}.log.gz`, flowLogObject([lineOf(n + 1)]));
    const bad = `${folder}/b\na"d.log.gz`;
    await road.put(bad, 'no flow log\nat all\n');
    const args = ['backfill', '--prefix', 's3://logs/', '--output', `ndjson:${out.path}`, '--json'];
    const first = await runLogflow(args, { env });
    expect(first.code).toBe(1);
    expect(lastLineOf(first.stdout)).toMatchObject({
      ok: false,
      finished: true,
      objects: { delivered: 20, unreadable: 1 },
      next: expect.stringMatching(/--retry-failed$/),
    });
    expect(ledgerOf(state.path).text).toContain('LF_');

    const still = await runLogflow([...args, '--retry-failed'], { env });
    expect(still.code).toBe(1);
    expect(lastLineOf(still.stdout).objects).toMatchObject({ started: 1, unreadable: 1 });

    await road.put(bad, flowLogObject([lineOf(99)]));
    const mended = await runLogflow([...args, '--retry-failed'], { env });
    expect(mended.code, mended.stderr).toBe(0);
    expect(lastLineOf(mended.stdout).objects).toMatchObject({ started: 1, delivered: 1 });
    const nothing = await runLogflow([...args, '--retry-failed'], { env });
    expect(nothing.code, nothing.stderr).toBe(0);
    expect(lastLineOf(nothing.stdout).objects).toMatchObject({ started: 0 });
  });

  it('a listing that is not allowed, or of nothing, is told', async () => {
    await using road = await openRoad('nothing');
    await using out = temporaryFolder();
    const target = ['--output', `ndjson:${out.path}`, '--json'];
    const { environment: env } = road.aws;
    const missing = await runLogflow(['backfill', '--prefix', 's3://nobody/', ...target], { env });
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('LF_BUCKET_MISSING');
    const empty = await runLogflow(['backfill', '--prefix', 's3://logs/none/', ...target], { env });
    expect(empty.code, empty.stderr).toBe(0);
    expect(empty.stderr).toContain('there is nothing below the prefixes');
  });

  it('all mistakes at once, before anything is done', async () => {
    const flags = ['--prefix', 'logs', '--since', 'soon', '--rate', 'fast', '--enqueue', '--overwrite'];
    const run = await runLogflow(['backfill', ...flags, '--bulk-docs', '0']);
    expect(run.code).toBe(2);
    for (const flag of ['--prefix', '--since', '--rate', '--enqueue, --overwrite', '--queue', '--bulk-docs'])
      expect(run.stderr).toContain(`  ${flag}`);
    const none = await runLogflow([
      'backfill',
      '--prefix',
      's3://b/',
      '--since',
      'today',
      '--until',
      'yesterday',
      '--dry-run',
    ]);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('nothing between');
  });
});
