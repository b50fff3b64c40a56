import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditOf, eventOf, pathOf, putLines, removeDocuments } from '../helpers/audit-kit.ts';
import { type ClusterFault, type ClusterHarm, startClusterProxy } from '../helpers/cluster-proxy.ts';
import { describeCluster } from '../helpers/each-cluster.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { allDocuments, wipe } from '../helpers/search.ts';

const day = '2020-03-08';

describeCluster('opensearch2', 'audit, on a bad day', ({ url }) => {
  beforeAll(() => wipe(url, 'trouble-'));
  afterAll(() => wipe(url, 'trouble-'));

  /** Two objects that share a line (so their counts differ), loaded. */
  async function load(road: Road, name: string): Promise<readonly string[]> {
    const shared = eventOf(day, 1);
    await putLines(road, day, 'a', [shared, eventOf(day, 2)]);
    await putLines(road, day, 'b', [shared, eventOf(day, 3)]);
    const args = ['--prefix', 's3://logs/', '--index', `${name}-{yyyy}-{MM}-{dd}`, '--json'];
    const run = await runLogflow(['backfill', ...args, '--node', url], { env: road.aws.environment });
    expect(run.code, run.stderr).toBe(0);
    return args;
  }

  async function auditThrough(road: Road, args: readonly string[], fault: ClusterFault) {
    await using proxy = await startClusterProxy(url, fault);
    const run = await runLogflow(['audit', ...args, '--node', proxy.url], { env: road.aws.environment });
    return { ...run, summary: JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') };
  }

  it('asks again: nothing is called missing because nobody answered', async () => {
    await using road = await openRoad('nothing');
    const args = await load(road, 'trouble-again');
    // Nothing of `a` or `b` is where it was; so a search through all indices is part of it.
    const hits = await allDocuments(url, 'trouble-again-*');
    const [moved] = hits.filter(({ _source }) => String(_source.message).includes(' 2 '));
    if (!moved) throw new Error('the document is not there');
    await fetch(`${url}/trouble-again-2020-01-01/_doc/${moved._id}?refresh=true`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(moved._source),
    });
    await removeDocuments(url, 'trouble-again-*', [moved]);
    const harms: readonly ClusterHarm[] = [
      { kind: 'answer', status: 503, body: '{"error":{"type":"x","reason":"no shard"},"status":503}' },
      { kind: 'answer', status: 429, body: '{"error":{"type":"x","reason":"too busy"},"status":429}' },
      { kind: 'reset' },
      { kind: 'cut-answer', share: 0.5 },
    ];
    const met = new Map<string, number>();
    const { code, stderr, summary } = await auditThrough(road, args, ({ path }) => {
      const what = /_(?:mget|search|count|refresh|cat|mapping)\b/.exec(path)?.[0];
      if (!what) return undefined;
      const n = met.get(what) ?? 0;
      met.set(what, n + 1);
      return harms[n];
    });
    expect(code, stderr).toBe(0);
    expect(summary.objects).toMatchObject({ complete: 2, missing: 0, short: 0, expired: 0 });
    expect([...met.keys()].sort()).toEqual(['_cat', '_count', '_mapping', '_mget', '_refresh', '_search']);
    for (const n of met.values()) expect(n).toBeGreaterThan(harms.length);
  });

  it.each([
    ['is busy for longer than --patience', 503, 'no shard'],
    ['refuses', 403, 'no permissions for [indices:data/read/mget]'],
  ])(
    'a cluster that %s: the audit has failed, and says nothing about documents',
    async (_, status, reason) => {
      await using road = await openRoad('nothing');
      const args = await load(road, `trouble-${status}`);
      const body = JSON.stringify({ error: { type: 'x', reason }, status });
      const { code, summary } = await auditThrough(road, [...args, '--patience', '1s'], ({ path }) =>
        path.endsWith('/_mget') ? { kind: 'answer', status, body } : undefined,
      );
      expect(code).toBe(1);
      expect(summary).toMatchObject({ ok: false, error: { code: 'LF_AUDIT_REFUSED' } });
      expect(summary.error.message).toContain(reason);
      expect(summary.objects).toBeUndefined();
    },
  );

  it('a user who may not refresh is told so, and the audit goes on', async () => {
    await using road = await openRoad('nothing');
    const args = await load(road, 'trouble-refresh');
    const { code, stderr, stdout } = await auditThrough(road, args, ({ path }) =>
      path.endsWith('/_refresh') ? { kind: 'answer', status: 403, body: '{}' } : undefined,
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('may not refresh');
    expect(auditOf(stdout).objects.complete).toBe(2);
    expect(new Set((await allDocuments(url, 'trouble-refresh-*')).map(pathOf)).size).toBe(2);
  });
});
