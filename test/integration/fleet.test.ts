import { afterAll, beforeAll, expect, it } from 'vitest';
import { contentId } from '../../src/parse/doc-id.ts';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { startLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { allDocuments, summaryOf, wipe } from '../helpers/search.ts';

const objects = 200;
const linesEach = 500;
const index = 'fleet-{yyyy}-{MM}-{dd}';

describeEachCluster('two consumers on one queue', ({ url }) => {
  beforeAll(() => wipe(url, 'fleet'));
  afterAll(() => wipe(url, 'fleet'));

  it(`${objects} objects of ${linesEach} lines: exactly the expected ids, and books that add up`, async () => {
    await using road = await openRoad('sns');
    const expected = new Set<string>();
    for (let i = 0; i < objects; i++) {
      const lines = Array.from({ length: linesEach }, (_, n) => lineOf(1 + i * linesEach + n));
      for (const line of lines) expected.add(contentId(Buffer.from(line)));
      await road.put(`${folder}/${i}.log.gz`, flowLogObject(lines));
    }
    const start = () =>
      startLogflow(['consume', '--queue', road.queue, '--node', url, '--index', index, '--drain', '--json'], {
        env: road.aws.environment,
      });
    const runs = await Promise.all([start().done, start().done]);

    expect(runs.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0]);
    const books = runs.map(({ stdout }) => summaryOf(stdout).documents);
    const sum = (what: 'read' | 'indexed' | 'duplicate' | 'rejected' | 'malformed') =>
      books.reduce((total, one) => total + one[what], 0);
    // A resend after an unknown outcome meets its own document: duplicate then, and as good (R14).
    expect(sum('indexed') + sum('duplicate')).toBe(objects * linesEach);
    expect(sum('read')).toBe(objects * linesEach);
    expect(sum('rejected') + sum('malformed')).toBe(0);
    // Both had a share of the work.
    expect(Math.min(...books.map(({ read }) => read))).toBeGreaterThan(0);

    const found = await allDocuments(url, 'fleet-*');
    expect(found).toHaveLength(expected.size);
    expect(new Set(found.map(({ _id }) => _id))).toEqual(expected);
    expect(await road.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    expect(await road.deadLetters()).toBe(0);
  });
});
