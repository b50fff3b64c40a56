import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  auditOf,
  eventOf,
  found,
  keyOf,
  pathOf,
  putLines,
  refusedLine,
  removeDocuments,
} from '../helpers/audit-kit.ts';
import { describeCluster, describeEachCluster } from '../helpers/each-cluster.ts';
import { flowLogObject } from '../helpers/flow-lines.ts';
import { startHoldingProxy } from '../helpers/holding-proxy.ts';
import { runLogflow, startLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { allDocuments, ask, wipe } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const day = '2020-03-08';
const count = 6;

/** Six objects of three lines. */
async function store(road: Road): Promise<string[]> {
  const uris: string[] = [];
  for (let n = 0; n < count; n++) {
    uris.push(
      await putLines(
        road,
        day,
        `w${n}`,
        [1, 2, 3].map((i) => eventOf(day, n * 10 + i)),
      ),
    );
  }
  return uris;
}

function toolOf(road: Road, url: string, name: string) {
  const { environment } = road.aws;
  const args = ['--prefix', 's3://logs/', '--node', url, '--index', `${name}-{yyyy}-{MM}-{dd}`, '--json'];
  return {
    args,
    async load(...more: string[]) {
      const run = await runLogflow(['backfill', ...args, ...more], { env: environment });
      expect(run.code, run.stderr).toBe(0);
    },
    async audit(...more: string[]) {
      const { code, stdout, stderr } = await runLogflow(['audit', ...args, ...more], { env: environment });
      return { code, stderr, summary: auditOf(stdout) };
    },
  };
}

describeEachCluster('audit', ({ url, name: cluster }) => {
  const name = (of: string) => `ways-${cluster}-${of}`;
  beforeAll(() => wipe(url, 'ways-'));
  afterAll(() => wipe(url, 'ways-'));

  it('documents without the path of their object: id by id, with a note', async () => {
    await using road = await openRoad('nothing');
    const uris = await store(road);
    const tool = toolOf(road, url, name('nopath'));
    await tool.load('--no-origin');
    const [victim] = (await allDocuments(url, name('nopath-*'))).filter(({ _source }) =>
      String(_source.message).includes(' 21 '),
    );
    await removeDocuments(url, name('nopath-*'), victim ? [victim] : []);
    for (const more of [[], ['--no-origin']]) {
      const { code, stderr, summary } = await tool.audit(...more);
      expect(code).toBe(1);
      expect(stderr).toMatch(more.length > 0 ? /id by id/ : /17 documents without log.file.path/);
      expect(found(summary, 'short', 'missing')).toEqual([uris[2]]);
      expect(summary.objects.complete).toBe(count - 1);
    }
  });

  it('a mapping of somebody else in which paths cannot be counted: id by id', async () => {
    await using road = await openRoad('nothing');
    await store(road);
    const tool = toolOf(road, url, name('text'));
    const mappings = {
      properties: { log: { properties: { file: { properties: { path: { type: 'text' } } } } } },
    };
    expect((await ask('PUT', `${url}/${name('text')}-${day}`, { mappings })).status).toBe(200);
    await tool.load('--no-template');
    const { code, stderr, summary } = await tool.audit();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('looked for by their ids');
    expect(summary.objects.complete).toBe(count);
  });

  it('--id none: by numbers alone, and nothing that would double documents', async () => {
    await using road = await openRoad('nothing');
    const uris = await store(road);
    const tool = toolOf(road, url, name('none'));
    // Elasticsearch 7.1 takes no `create` without an id.
    await tool.load('--id', 'none', '--overwrite');
    expect((await tool.audit('--id', 'none')).code).toBe(0);
    const hits = await allDocuments(url, name('none-*'));
    const removed = hits.filter((hit) => pathOf(hit) === uris[0]).slice(0, 2);
    await removeDocuments(url, name('none-*'), removed);
    const { code, stderr, summary } = await tool.audit('--id', 'none');
    expect(code).toBe(1);
    expect(stderr).toContain('numbers alone');
    expect(summary.findings).toMatchObject([{ state: 'short', object: uris[0], documents: 3, missing: 2 }]);
    for (const wrong of ['--fix', '--no-origin']) {
      const refused = await tool.audit('--id', 'none', wrong);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain(wrong);
    }
  });

  it('an index that was never made is missing, one that is older than all others is expired (R33)', async () => {
    await using road = await openRoad('nothing');
    const days = ['2020-03-07', '2020-03-08', '2020-03-09'] as const;
    for (const [n, one] of days.entries()) await putLines(road, one, `d${n}`, [eventOf(one, n + 1)]);
    const tool = toolOf(road, url, name('made'));
    const states = async () => {
      const { code, summary } = await tool.audit();
      const { missing, expired, complete } = summary.objects;
      return { code, missing, expired, complete };
    };
    expect(await states()).toEqual({ code: 1, missing: 3, expired: 0, complete: 0 });
    await tool.load();
    await ask('DELETE', `${url}/${name('made')}-2020-03-08`);
    expect(await states()).toEqual({ code: 1, missing: 1, expired: 0, complete: 2 });
    await ask('DELETE', `${url}/${name('made')}-2020-03-07`);
    expect(await states()).toEqual({ code: 0, missing: 0, expired: 2, complete: 1 });
    await tool.load();
    await ask('POST', `${url}/${name('made')}-2020-03-08/_close`);
    expect(await states()).toEqual({ code: 0, missing: 0, expired: 1, complete: 2 });
  });

  it('unreadable is a gap; surplus is told; what another time zone put elsewhere is found', async () => {
    await using road = await openRoad('nothing');
    const uris = await store(road);
    const moved = toolOf(road, url, name('zone'));
    // Older than the index that the audit thinks of: that one is not expired.
    await ask('PUT', `${url}/${name('zone')}-2020-03-01`);
    await moved.load('--timezone', 'Pacific/Kiritimati', '--no-origin');
    expect((await moved.audit()).summary.objects).toMatchObject({ complete: count, expired: 0, missing: 0 });
    const tool = toolOf(road, url, name('odd'));
    await tool.load();
    await putLines(road, day, 'w1', [eventOf(day, 11)]);
    await road.put(keyOf(day, 'w2'), flowLogObject([eventOf(day, 21)]).subarray(0, 60));
    const { code, summary } = await tool.audit();
    expect(code).toBe(1);
    expect(summary.findings.toSorted((a, b) => (a.object < b.object ? -1 : 1))).toMatchObject([
      { state: 'surplus', object: uris[1], documents: 1, counted: 3, surplus: 2 },
      { state: 'unreadable', object: uris[2], problem: { code: expect.stringMatching(/^LF_OBJECT/) } },
    ]);
    // New lines of an overwritten key are not hidden by the old ones.
    await putLines(road, day, 'w1', [eventOf(day, 701), eventOf(day, 702)]);
    expect(found((await tool.audit()).summary, 'missing')).toEqual([uris[1]]);
  });

  it('--fix leaves what would bring back an index that is gone, and a document that is refused again', async () => {
    await using road = await openRoad('nothing');
    const before = '2020-03-07';
    const both = await putLines(road, day, 'both', [eventOf(before, 1), eventOf(day, 2), eventOf(day, 3)]);
    const bad = await putLines(road, day, 'bad', [refusedLine(day, 4), eventOf(day, 5)]);
    const tool = toolOf(road, url, name('left'));
    await runLogflow(['backfill', ...tool.args], { env: road.aws.environment });
    await ask('DELETE', `${url}/${name('left')}-${before}`);
    const hits = await allDocuments(url, name('left-*'));
    await removeDocuments(url, name('left-*'), hits.filter((hit) => pathOf(hit) === both).slice(0, 1));
    const { code, summary } = await tool.audit('--fix');
    expect(code).toBe(1);
    expect(found(summary, 'short').sort()).toEqual([bad, both].sort());
    expect(summary).toMatchObject({ gaps: 2, fix: { again: { objects: { short: 1, complete: 0 } } } });
    expect((await ask('GET', `${url}/${name('left')}-${before}`)).status).toBe(404);
    const kept = await tool.audit('--fix', '--rejects', `index:ways.rejects-${cluster}`);
    expect(kept.summary).toMatchObject({ gaps: 1, fix: { again: { objects: { short: 0, complete: 1 } } } });
  });
});

describeCluster('opensearch2', 'audit', ({ url }) => {
  beforeAll(() => wipe(url, 'ways-one'));
  afterAll(() => wipe(url, 'ways-one'));

  it('--fast: by the ledger of the backfill, without reading what is whole (R32)', async () => {
    await using road = await openRoad('nothing');
    await using state = temporaryFolder();
    const uris = await store(road);
    const tool = toolOf(road, url, 'ways-one-fast');
    const at = ['--state', state.path];
    const none = await tool.audit('--fast', ...at);
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('--fast');
    await tool.load(...at);
    const hits = await allDocuments(url, 'ways-one-fast-*');
    await removeDocuments(
      url,
      'ways-one-fast-*',
      hits.filter((hit) => pathOf(hit) === uris[4]),
    );
    let gets = 0;
    await using proxy = await startHoldingProxy(road.aws.endpoint, ({ method, url: path = '' }) => {
      if (method === 'GET' && path.includes('.log.gz')) gets += 1;
      return false;
    });
    const env = { ...road.aws.environment, AWS_ENDPOINT_URL_S3: proxy.url };
    const run = await runLogflow(['audit', ...tool.args, '--fast', ...at], { env });
    expect(run.code).toBe(1);
    expect(auditOf(run.stdout)).toMatchObject({
      by: 'ledger',
      objects: { complete: count - 1, missing: 1 },
      findings: [{ object: uris[4], missing: 3 }],
    });
    expect(gets).toBe(1);
  });

  it('Parquet: by path, id by id, and --fix loads the rows that are gone', async () => {
    await using road = await openRoad('nothing');
    const uris: string[] = [];
    for (const version of [2, 5]) {
      const key = keyOf(day, `p${version}`).replace('.log.gz', '.log.parquet');
      const file = new URL(`../fixtures/flows-v${version}.log.parquet`, import.meta.url);
      await road.put(key, readFileSync(file));
      uris.push(`s3://${road.bucket}/${key}`);
    }
    const tool = toolOf(road, url, 'ways-one-parquet');
    await tool.load();
    expect((await tool.audit()).summary).toMatchObject({ ok: true, objects: { complete: 2 } });
    const hits = await allDocuments(url, 'ways-one-parquet-*');
    const victims = hits.filter((hit) => pathOf(hit) === uris[1]).slice(0, 1);
    expect(hits.length).toBeGreaterThan(2);
    await removeDocuments(url, 'ways-one-parquet-*', victims);
    const { code, summary } = await tool.audit();
    expect(code).toBe(1);
    expect(summary.findings).toMatchObject([{ state: 'short', object: uris[1], documents: 2, missing: 1 }]);
    const fixed = await tool.audit('--fix');
    expect(fixed.summary).toMatchObject({ fix: { run: { documents: { indexed: 1, duplicate: 1 } } } });
    expect((await tool.audit()).summary.objects).toMatchObject({ complete: 2, short: 0 });
    const sources = (await allDocuments(url, 'ways-one-parquet-*')).map(({ _id, _source }) => [_id, _source]);
    expect(sources.sort()).toEqual(hits.map(({ _id, _source }) => [_id, _source]).sort());
  });

  it('Ctrl-C: what was found by then is told, exit 130, nothing is written', async () => {
    await using road = await openRoad('nothing');
    await store(road);
    const tool = toolOf(road, url, 'ways-one-stop');
    await using proxy = await startHoldingProxy(
      road.aws.endpoint,
      ({ method, url: path = '' }) => method === 'GET' && path.includes('w3.log.gz'),
    );
    const env = { ...road.aws.environment, AWS_ENDPOINT_URL_S3: proxy.url };
    await using run = startLogflow(['audit', ...tool.args, '--fix'], { env });
    await proxy.held;
    run.kill('SIGINT');
    const { code, stdout } = await run.done;
    expect(code).toBe(130);
    expect(auditOf(stdout)).toMatchObject({ type: 'audit', ok: false, finished: false });
    expect((await ask('GET', `${url}/_cat/indices/ways-one-stop-*?format=json`)).body).toEqual([]);
  });
});
