import { afterAll, beforeAll, expect, it } from 'vitest';
import { peakMemoryOf } from '../../bench/measure.ts';
import type { Ask } from '../../src/app/audit/ask.ts';
import { countPaths, countWithoutPath } from '../../src/app/audit/count-paths.ts';
import { Indices } from '../../src/app/audit/indices.ts';
import { lookUp } from '../../src/app/audit/look-up.ts';
import { auditOf, eventOf } from '../helpers/audit-kit.ts';
import { describeCluster, describeEachCluster } from '../helpers/each-cluster.ts';
import { flowLogObject } from '../helpers/flow-lines.ts';
import { flowLogBucket, startListingServer } from '../helpers/listing-server.ts';
import { runLogflow, startLogflow } from '../helpers/process.ts';
import { ask as plainAsk, wipe } from '../helpers/search.ts';

/** More by hand: `LOGFLOW_TEST_KEYS=200000 npx vitest run --project real test/integration/audit-paths.test.ts` */
const keys = Number(process.env.LOGFLOW_TEST_KEYS ?? 10_000);
const timeoutMs = 120_000 + keys * 5;

const asking =
  (url: string): Ask =>
  (method, path, { body, querystring = {} } = {}) => {
    const query = new URLSearchParams(
      Object.entries(querystring).map(([name, value]) => [name, String(value)] as [string, string]),
    );
    return plainAsk(method, `${url}${path}?${query}`, body);
  };

/** A document for each path. */
async function write(url: string, index: string, paths: readonly (string | undefined)[]): Promise<void> {
  for (let at = 0; at < paths.length; at += 20_000) {
    const rows = paths
      .slice(at, at + 20_000)
      .flatMap((path, i) => [
        JSON.stringify({ index: { _index: index, _id: `${at + i}` } }),
        JSON.stringify(path === undefined ? {} : { log: { file: { path } } }),
      ]);
    const headers = { 'content-type': 'application/x-ndjson' };
    const answer = await fetch(`${url}/_bulk`, { method: 'POST', headers, body: `${rows.join('\n')}\n` });
    expect(((await answer.json()) as { errors: boolean }).errors).toBe(false);
  }
  await plainAsk('POST', `${url}/${index}/_refresh`);
}

function create(url: string, index: string): Promise<unknown> {
  const path = { type: 'keyword', ignore_above: 2048 };
  const properties = { log: { properties: { file: { properties: { path } } } } };
  return plainAsk('PUT', `${url}/${index}`, { mappings: { properties } });
}

describeEachCluster('what an audit asks', ({ url, name: cluster }) => {
  const index = `paths-${cluster}`;
  beforeAll(() => wipe(url, 'paths-'));
  afterAll(() => wipe(url, 'paths-'));

  it('pages through the paths of a prefix, each once, and of nothing beside it', async () => {
    const inside = Array.from({ length: 12_001 }, (_, i) => `s3://b/p/${i} é+%2B😀`);
    const beside = ['s3://b/o/z', 's3://b/p', 's3://b/q', 's3://b/p0', 's3://c/p/1', 's3://a/p/1'];
    await create(url, `${index}-1`);
    await create(url, `${index}-2`);
    await write(url, `${index}-1`, [...inside, 's3://b/p/', ...beside, undefined]);
    await write(url, `${index}-2`, inside.slice(0, 3));
    // An index that has no such field.
    await plainAsk('PUT', `${url}/${index}-3/_doc/1?refresh=true`, { other: 1 });
    const text = { log: { properties: { file: { properties: { path: { type: 'text' } } } } } };
    await plainAsk('PUT', `${url}/${index}-4`, { mappings: { properties: text } });
    const indices = await Indices.read(asking(url), [`${index}-{MM}`]);
    expect(indices.uncountable).toEqual([`${index}-3`, `${index}-4`]);
    const lists = indices.within({ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY });
    expect(lists).toHaveLength(1);
    const [list = ''] = lists;
    const counts = new Map<string, number>();
    for await (const page of countPaths(asking(url), list, { bucket: 'b', prefix: 'p/' })) {
      for (const { path, documents } of page) {
        expect(counts.has(path)).toBe(false);
        counts.set(path, documents);
      }
    }
    const twice = new Set(inside.slice(0, 3));
    const expected = [...inside, 's3://b/p/'].map((path) => [path, twice.has(path) ? 2 : 1] as const);
    expect(counts).toEqual(new Map(expected));
    expect(await countWithoutPath(asking(url), list)).toBe(1);
    const none = countPaths(asking(url), list, { bucket: 'b', prefix: 'nothing' });
    expect((await none.next()).done).toBe(true);
  });

  it('finds documents by id: where they belong, elsewhere, or nowhere; before a refresh, and where no index is', async () => {
    const here = `${index}-look-1`;
    await plainAsk('PUT', `${url}/${here}`, { settings: { refresh_interval: -1 } });
    await plainAsk('PUT', `${url}/${here}/_doc/fresh`, { log: { file: { path: 's3://b/k' } } });
    await plainAsk('PUT', `${url}/${index}-look-2/_doc/moved?refresh=true`, {
      log: { file: { path: 's3://b/l' } },
    });
    const sought = ['fresh', 'moved', 'lost'].map((id) => ({ index: here, id }));
    const away = { index: `${index}-look-9`, id: 'moved' };
    expect(await lookUp(asking(url), `${index}-look-*`, [...sought, away])).toEqual([
      { path: 's3://b/k' },
      { path: 's3://b/l' },
      undefined,
      { path: 's3://b/l' },
    ]);
  });
});

describeCluster('opensearch2', 'audit', ({ url }) => {
  beforeAll(() => wipe(url, 'many-'));
  afterAll(() => wipe(url, 'many-'));

  it.skipIf(process.platform !== 'linux')(
    `${keys} objects in memory that has little to do with their number`,
    async () => {
      const body = flowLogObject([eventOf('2020-03-08', 1)]);
      const bucket = flowLogBucket(keys, 30, body);
      await using server = await startListingServer(bucket);
      const index = ['--index', 'many-{yyyy}-{MM}-{dd}'];
      expect((await runLogflow(['template', 'install', '--node', url, ...index])).code).toBe(0);
      const missing = [0, Math.floor(keys / 2), keys - 1];
      const paths = Array.from({ length: keys }, (_, i) => `s3://b/${bucket.keyAt(i)}`);
      await write(
        url,
        'many-2020-03-08',
        paths.filter((_, i) => !missing.includes(i)),
      );
      const args = ['audit', '--prefix', 's3://b/', '--node', url, ...index, '--json'];
      await using run = startLogflow(args, { env: server.environment, timeoutMs });
      const peak = await peakMemoryOf(run.pid, run.done);
      const { code, stdout, stderr } = await run.done;
      expect(code, stderr).toBe(1);
      const { objects, findings } = auditOf(stdout);
      expect(objects).toMatchObject({ complete: keys - missing.length, missing: missing.length, gone: 0 });
      expect(findings.map(({ object }) => object).sort()).toEqual(missing.map((i) => paths[i]).sort());
      expect(peak).toBeGreaterThan(50e6);
      // A backfill of as small objects needs 560 MB, whatever their number: here are two such engines.
      expect(peak).toBeLessThan(650e6);
    },
    timeoutMs,
  );
});
