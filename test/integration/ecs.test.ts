import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vpcFlowEcs } from '../../src/formats/vpc-flow-ecs.ts';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { integrationFields, typesOf } from '../helpers/ecs-facts.ts';
import { flowRecords, recordOf } from '../helpers/flow-records.ts';
import { asnMmdb } from '../helpers/mmdb-samples.ts';
import { runLogflow } from '../helpers/process.ts';
import { allDocuments, ask, lastLineOf, summaryOf, wipe } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const name = 'logs-aws.vpcflow-logflow';
const mixed = 'ecsmixed';

/** As Elasticsearch from 7.9 on has them: its own, and that of the integration; with each, what matches becomes a data stream. */
const managed: Readonly<Record<string, object>> = {
  logs: { index_patterns: ['logs-*-*'], priority: 100, _meta: { managed: true }, data_stream: {} },
  'logs-aws.vpcflow': {
    ...{ index_patterns: ['logs-aws.vpcflow-*'], priority: 200, data_stream: {} },
    _meta: { managed: true, managed_by: 'fleet', package: { name: 'aws' } },
    template: { mappings: { properties: { source: { properties: { port: { type: 'keyword' } } } } } },
  },
};

/** One with both ends known to geoip-lite, and in a zone of its own. */
const known =
  '11 52.95.128.179 89.160.20.156 - IPv4 REJECT 1616729292 1616729349 OK localzone lz-1 AMAZON 1'.split(' ');
const columns =
  'version srcaddr dstaddr instance-id type action start end log-status sublocation-type sublocation-id pkt-dst-aws-service traffic-path';
const ends: readonly [string, readonly string[]] = [
  columns,
  [known.join(' '), known.with(1, '89.160.20.156').with(2, '54.187.220.203').join(' ')],
];
const gateway = recordOf(6);
const logs: readonly (readonly [string, readonly string[]])[] = [
  ...flowRecords.map(({ header, lines }) => [header, lines] as const),
  ends,
];
const withData = logs.flatMap(([, lines]) => lines).filter((line) => /\bOK\b/.test(line));

describeEachCluster('flow logs in ECS', ({ name: cluster, url }) => {
  const isComposable = cluster !== 'elasticsearch7';
  const clean = async () => {
    for (const prefix of [name, mixed]) await wipe(url, prefix);
    if (!isComposable) return;
    await ask('DELETE', `${url}/_data_stream/${name}`);
    await ask('DELETE', `${url}/_index_template/${name}*`);
    for (const template of Object.keys(managed)) await ask('DELETE', `${url}/_index_template/${template}`);
  };
  beforeAll(clean);
  afterAll(clean);

  it('are taken whole into plain daily indices, where dashboards look, each field with its type', async () => {
    if (isComposable) {
      for (const [template, body] of Object.entries(managed)) {
        expect((await ask('PUT', `${url}/_index_template/${template}`, body)).status).toBe(200);
      }
    }
    await using folder = temporaryFolder();
    const files = logs.map(([header, lines], i) => {
      const path = join(folder.path, `${i}.log`);
      writeFileSync(path, [header, ...lines, ''].join('\n'));
      return path;
    });
    const options = ['--schema', 'ecs', '--node', url, '--json'];
    const networks = join(folder.path, 'ASN.mmdb');
    writeFileSync(networks, asnMmdb());
    const enriched = [...options, '--enrich', 'direction,community-id', '--geo-database', networks];
    const run = await runLogflow(['ingest', ...files.slice(0, -1), ...enriched]);
    expect(run.code, run.stderr).toBe(0);
    expect(summaryOf(run.stdout)).toMatchObject({
      ok: true,
      documents: { indexed: withData.length - ends[1].length, duplicate: 0, rejected: 0, malformed: 0 },
    });
    // Of an object, whose names are in its documents.
    const last = await runLogflow(['ingest', files.at(-1) ?? '', '--as', 's3://logs/k.log', ...enriched]);
    expect(last.code, last.stderr).toBe(0);
    if (isComposable) {
      expect(run.stderr).toContain('it hides logs-aws.vpcflow (composable), logs (composable)');
    }

    const hits = await allDocuments(url, `${name}-*`);
    expect(hits.map(({ _source }) => _source.message).sort()).toEqual(withData.toSorted());
    expect(new Set(hits.map(({ _index }) => _index))).toContain(`${name}-2021.03.26`);
    const { body } = await ask('GET', `${url}/${name}-2021.03.26/_mapping`);
    const { properties } = Object.values(body as Record<string, { mappings: { properties: object } }>)[0]
      ?.mappings ?? { properties: {} };
    expect(typesOf(properties)).toMatchObject({ ...vpcFlowEcs.fields, ...integrationFields });

    // A dashboard made for the integration asks `logs-*` for its data set, or indices called as its own.
    const count = async (indices: string, filter: object) =>
      (
        (await ask('POST', `${url}/${indices}/_count`, { query: { bool: { filter } } })).body as {
          count: number;
        }
      ).count;
    const dataset = { term: { 'data_stream.dataset': 'aws.vpcflow' } };
    expect(await count('logs-*', dataset)).toBe(withData.length);
    expect(await count('logs-aws.vpcflow-*', [dataset, { term: { 'aws.vpcflow.action': 'REJECT' } }])).toBe(
      3,
    );
    expect(await count(`${name}-*`, { range: { 'source.port': { gte: 5000, lt: 5002 } } })).toBe(1);
    expect(await count(`${name}-*`, { term: { 'source.ip': '2001:db8:1234:a100::/56' } })).toBe(1);
    const filters = Object.fromEntries(
      Object.keys(integrationFields).map((field) => [field, { exists: { field } }]),
    );
    const counted = await ask('POST', `${url}/${name}-*/_search`, {
      size: 0,
      aggs: { of: { filters: { filters } } },
    });
    const { buckets } = (counted.body as Counted).aggregations.of;
    const nowhere = Object.entries(buckets).filter(([, { doc_count }]) => doc_count === 0);
    expect([Object.keys(buckets).length, nowhere]).toEqual([Object.keys(integrationFields).length, []]);

    const again = await runLogflow(['ingest', ...files, ...options]);
    expect(summaryOf(again.stdout).documents).toMatchObject({ indexed: 0, duplicate: withData.length });
    const diff = await runLogflow(['template', 'diff', 'vpcflowlogs', ...options]);
    expect(diff.code, diff.stdout).toBe(0);
    const explained = await runLogflow(['explain', files.at(-1) ?? '', ...options]);
    expect(explained.code, explained.stdout).toBe(0);
    expect(lastLineOf(explained.stdout)).toMatchObject({
      cluster: { template: { kind: 'present' }, indices: [{ exists: true, refused: [], differences: [] }] },
    });
  });

  it.runIf(isComposable)('or into a data stream of their own', async () => {
    const options = ['--schema', 'ecs', '--data-stream', '--node', url, '--json'];
    const stdin = `${gateway.header}\n${gateway.lines.join('\n')}\n`;
    const run = await runLogflow(['ingest', '-', ...options], { stdin });
    expect(run.code, run.stderr).toBe(0);
    const hits = await allDocuments(url, name);
    expect(hits.map(({ _index }) => _index)).toEqual([`.ds-${name}-000001`]);
  });

  it('are not mixed with those of the article in one index (R9)', async () => {
    const own = ['--index', `${mixed}-{yyyy}`, '--node', url, '--json'];
    const stdin = `${gateway.header}\n${gateway.lines.join('\n')}\n`;
    const first = await runLogflow(['ingest', '-', '--schema', 'ecs', ...own], { stdin });
    expect(first.code, first.stderr).toBe(0);
    const second = await runLogflow(['ingest', '-', ...own], { stdin });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('LF_PIPELINE_CHANGED');
    expect(second.stderr).toContain('schema');
  });
});

interface Counted {
  readonly aggregations: {
    readonly of: { readonly buckets: Readonly<Record<string, { readonly doc_count: number }>> };
  };
}
