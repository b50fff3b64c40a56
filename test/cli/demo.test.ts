import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { runLogflow } from '../helpers/process.ts';
import { allDocuments, summaryOf, wipe } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

describe('demo', () => {
  it('does the main job with nothing but this machine, and shows a document', async () => {
    const run = await runLogflow(['demo', '--objects', '6', '--lines', '50']);
    expect(run.code).toBe(0);
    expect(run.stderr).toMatch(/^writing 6 objects of flow logs, 50 lines each \.\.\.\nwrote 6 objects, /m);
    expect(run.stdout).toContain('books       balance');
    expect(run.stdout).toMatch(/^ {2}dst_geoip +\{/m);
    expect(run.stdout).toContain('logflow demo --node');
    const directory = /documents are in\n {2}(\S+)/.exec(run.stdout)?.[1] ?? '';
    expect(readdirSync(directory).length).toBeGreaterThanOrEqual(6);
    rmSync(directory, { recursive: true });
  });

  it('goes nowhere that the command line does not name, and needs no proxy', async () => {
    const env = {
      LOGFLOW_NODE: 'http://127.0.0.1:9',
      HTTP_PROXY: 'http://127.0.0.1:9',
      http_proxy: 'http://127.0.0.1:9',
    };
    const run = await runLogflow(['demo', '--objects', '2', '--lines', '5', '--json'], { env });
    expect(run).toMatchObject({ code: 0 });
    const { demo } = JSON.parse(run.stdout);
    expect(demo.where).toContain('logflow-demo-');
    rmSync(demo.where.split(' ')[0], { recursive: true });
  });

  it('has nothing to do with the roles and endpoints of real buckets', async () => {
    await using folder = temporaryFolder();
    const role = 'arn:aws:iam::123456789012:role/r';
    const text = `s3-endpoint: http://127.0.0.1:9\nbuckets: [{ match: '*', role: '${role}', endpoint: http://127.0.0.1:9 }]`;
    writeFileSync(join(folder.path, 'logflow.yaml'), text);
    const run = await runLogflow(['demo', '--objects', '2', '--lines', '5', '--json'], { cwd: folder.path });
    expect(run).toMatchObject({ code: 0 });
    rmSync(JSON.parse(run.stdout).demo.where.split(' ')[0], { recursive: true });
  });

  it('tells about every flag that cannot be', async () => {
    const run = await runLogflow(['demo', '--objects', 'many', '--lines', '0']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('--objects');
    expect(run.stderr).toContain('--lines');
  });
});

describeEachCluster('demo --node', ({ url }) => {
  beforeAll(() => wipe(url, 'demo'));
  afterAll(() => wipe(url, 'demo'));

  it('goes into a real cluster', async () => {
    const index = 'demo-{yyyy}-{MM}-{dd}';
    const args = ['demo', '--objects', '9', '--lines', '200', '--node', url, '--index', index, '--json'];
    const run = await runLogflow(args);
    expect(run).toMatchObject({ code: 0 });
    const { ok, documents } = summaryOf(run.stdout);
    expect(ok).toBe(true);
    expect(documents.read).toBe(1800);
    expect(documents.filtered.NODATA).toBeGreaterThan(0);
    expect(documents.rejected + documents.malformed).toBe(0);
    const found = await allDocuments(url, 'demo-*');
    expect(found).toHaveLength(documents.indexed);
    const some = (what: RegExp) => found.some(({ _source }) => what.test(JSON.stringify(_source)));
    expect([some(/"type2":"IPv6"/), some(/"city_name"/), some(/"action":"REJECT"/)]).toEqual([
      true,
      true,
      true,
    ]);
  });
});
