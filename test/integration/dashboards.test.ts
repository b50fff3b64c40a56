import { readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installDashboards } from '../../src/app/dashboards/install.ts';
import { savedObjects } from '../../src/app/dashboards/objects.ts';
import { dashboardsOptions } from '../../src/app/dashboards/options.ts';
import type { Io } from '../../src/app/io.ts';
import { loadSettings } from '../../src/app/settings/load.ts';
import { describeEachCluster } from '../helpers/each-cluster.ts';

const template = JSON.parse(
  readFileSync(new URL('../../src/templates/vpcflowlogs.json', import.meta.url), 'utf8'),
) as { readonly mappings: object };

/** One record, as the pipeline writes it. */
const document = {
  ...{ '@timestamp': '2020-03-28T00:00:00Z', action: 'ACCEPT', bytes: 840, packets: 12 },
  ...{ srcaddr: '203.0.113.12', dstport: '443', 'subnet-id': 'subnet-1' },
  src_geoip: { location: { lat: 35.7, lon: 139.7 } },
};

interface Answer {
  readonly error?: object;
  readonly aggregations: Readonly<
    Record<string, { readonly value?: number; readonly buckets: readonly { readonly doc_count: number }[] }>
  >;
}

interface Agg {
  readonly type: string;
  readonly params: { readonly field?: string };
}

/** What a browser asks the cluster for a panel, one aggregation at a time. */
const asked: readonly Agg[] = savedObjects({ name: 'flows', pattern: 'flows-*' }, 'tile_map').flatMap(
  ({ attributes: { visState } }) =>
    typeof visState === 'string' ? (JSON.parse(visState).aggs as Agg[]) : [],
);
const needed: Readonly<Record<string, object>> = {
  date_histogram: { interval: '1h' },
  geohash_grid: { precision: 2 },
};

describeEachCluster('the dashboard', ({ name, url }) => {
  const index = `${url}/dashboard-fields`;
  const send = async (method: string, path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(index + path, { method, headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as Answer };
  };
  beforeAll(async () => {
    expect((await send('PUT', '', { mappings: template.mappings })).status).toBe(200);
    expect((await send('PUT', '/_doc/1?refresh=true', document)).status).toBe(201);
  });
  afterAll(() => fetch(index, { method: 'DELETE' }));

  it('every aggregation of every panel finds the record', async () => {
    // The build of OpenSearch that Maven has comes without the module that knows geographic aggregations.
    const unknown = name === 'opensearch2' ? ['count', 'geohash_grid'] : ['count'];
    const fields = asked.filter(({ type }) => !unknown.includes(type));
    const aggs = fields.map(({ type, params: { field } }, i) => [
      `a${i}`,
      { [type]: { field, ...needed[type] } },
    ]);
    const { status, body } = await send('POST', '/_search', { size: 0, aggs: Object.fromEntries(aggs) });
    expect([status, body.error]).toEqual([200, undefined]);
    const found = fields.map(({ type, params: { field } }, i) => {
      const { value, buckets = [] } = body.aggregations[`a${i}`] ?? {};
      return `${type} ${field}: ${value ?? buckets.map((bucket) => bucket.doc_count)}`;
    });
    expect([...new Set(found)]).toEqual([
      ...['date_histogram @timestamp: 1', 'terms action: 1', 'sum bytes: 840', 'sum packets: 12'],
      ...['terms srcaddr: 1', 'terms dstport: 1'],
      ...(name === 'opensearch2' ? [] : ['geohash_grid src_geoip.location: 1']),
      'terms subnet-id: 1',
    ]);
  });

  it('given the address of the cluster, dashboards install says that it is the cluster', async () => {
    const io = { stops: { stop: new AbortController().signal } } as unknown as Io;
    const options = dashboardsOptions({ 'dashboards-url': url });
    const problem = await installDashboards(loadSettings({}, devNull, []), options, io).catch(
      (error) => error,
    );
    expect(problem).toMatchObject({ code: 'LF_NOT_DASHBOARDS', exit: 1 });
    expect(problem.message).toContain(`asking what it is: ${url} answered `);
    expect(problem.hint).toContain('That is the cluster itself');
  });
});
