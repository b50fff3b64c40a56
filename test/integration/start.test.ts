import { afterAll, beforeAll, expect, it } from 'vitest';
import { startClusterProxy } from '../helpers/cluster-proxy.ts';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { summaryOf, wipe } from '../helpers/search.ts';

describeEachCluster('a cluster that stumbles while a run starts', ({ url }) => {
  beforeAll(() => wipe(url, 'stumble'));
  afterAll(() => wipe(url, 'stumble'));

  it.each([
    { kind: 'reset' },
    { kind: 'reset-after' },
    { kind: 'answer', status: 503, body: '<html>busy</html>' },
  ] as const)('$kind of the first request of each kind: it is tried again (R19)', async (harm) => {
    await using road = await openRoad('direct');
    await road.put(`${folder}/1.log.gz`, flowLogObject([lineOf(1)]));
    const seen = new Set<string>();
    await using proxy = await startClusterProxy(url, ({ method, path }) => {
      const first = !seen.has(`${method} ${path}`);
      seen.add(`${method} ${path}`);
      return first ? harm : undefined;
    });
    const index = `stumble-${harm.kind}-{yyyy}-{MM}-{dd}`;
    const { code, stdout, stderr } = await runLogflow(
      ['consume', '--queue', road.queue, '--node', proxy.url, '--index', index, '--drain', '--json'],
      { env: road.aws.environment },
    );
    expect(code === 0 ? 0 : stderr).toBe(0);
    expect(summaryOf(stdout).documents.read).toBe(1);
    // It was the start that stumbled, templates included, and not only the bulk request.
    expect([...seen].filter((request) => request.includes('template')).length).toBeGreaterThan(1);
  });

  it('another process was faster with the template, and the cluster then too busy to say so (R19, R20)', async () => {
    await using road = await openRoad('direct');
    await road.put(`${folder}/1.log.gz`, flowLogObject([lineOf(1)]));
    const index = 'stumble-race-{yyyy}-{MM}-{dd}';
    let refusals = 0;
    await using proxy = await startClusterProxy(url, async ({ method, path }) => {
      if (!path.includes('template')) return undefined;
      if (method === 'PUT') {
        const other = await runLogflow(['template', 'install', '--node', url, '--index', index]);
        if (other.code !== 0) throw new Error(other.stderr);
        refusals = 1;
        return undefined;
      }
      return refusals-- > 0 ? { kind: 'answer', status: 503, body: '<html>busy</html>' } : undefined;
    });
    const { code, stderr } = await runLogflow(
      ['consume', '--queue', road.queue, '--node', proxy.url, '--index', index, '--drain', '--json'],
      { env: road.aws.environment },
    );
    expect(code === 0 ? 0 : stderr).toBe(0);
    expect(refusals).toBeLessThan(1);
  });
});
