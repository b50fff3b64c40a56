import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { allDocuments, summaryOf, wipe } from '../helpers/search.ts';

describeEachCluster('a document that the cluster refuses', ({ url }) => {
  beforeAll(() => wipe(url, 'refused'));
  afterAll(() => wipe(url, 'refused'));

  it('its object has failed, its message stays, exit 1; the other documents are there', async () => {
    await using road = await openRoad('direct');
    // An `ip` field takes no such thing; the line is well formed as far as a flow log goes.
    const bad = lineOf(2).replaceAll('172.31.25.250', 'not-an-address');
    await road.put(`${folder}/refused.log.gz`, flowLogObject([lineOf(1), bad, lineOf(3)]));
    await road.put(`${folder}/good.log.gz`, flowLogObject([lineOf(4)]));
    const index = 'refused-{yyyy}-{MM}-{dd}';

    const run = await runLogflow(
      ['consume', '--queue', road.queue, '--node', url, '--index', index, '--drain', '--json'],
      { env: road.aws.environment },
    );

    expect(run.code).toBe(1);
    const summary = summaryOf(run.stdout);
    expect(summary).toMatchObject({
      ok: false,
      objects: { delivered: 1, failed: 1 },
      documents: { read: 4, indexed: 3, rejected: 1 },
      messages: { released: 1 },
    });
    const problem = summary.problems.find(({ message }) => message.includes('refused.log.gz'));
    expect(problem?.message).toContain('srcaddr');
    expect(problem?.hint).not.toBe('');
    expect(await allDocuments(url, 'refused-*')).toHaveLength(3);
    // Held back by a delay, for another try or for the redrive policy.
    expect(await road.depth()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  });
});
