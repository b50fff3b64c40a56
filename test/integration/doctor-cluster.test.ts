import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { loadSettings } from '../../src/app/settings/load.ts';
import { openCluster } from '../../src/app/target.ts';
import { ensureTemplates, inTime } from '../../src/app/template/templates.ts';
import { type ClusterFault, startClusterProxy } from '../helpers/cluster-proxy.ts';
import { diagnose, notOk, saidOf } from '../helpers/doctor-kit.ts';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { ask, wipe } from '../helpers/search.ts';
import { mappingWith } from '../helpers/template-kit.ts';

/** Checks that need a cluster that knows us. */
const behindSignIn = [
  ...['version', 'health', 'shards', 'disk', 'cluster-blocks', 'index-blocks'],
  ...['bulk-bytes', 'template', 'indices'],
];
const skippedAll = (...ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, 'skipped']));

describeEachCluster('doctor on a cluster', ({ name, url }) => {
  const legacy = name === 'elasticsearch7';
  const prefixes: string[] = [];
  afterEach(async () => {
    for (const prefix of prefixes.splice(0)) await wipe(url, prefix);
  });

  /** Indices that no other test has, with their template unless `without`. */
  async function fresh(without = false) {
    const prefix = `d${randomBytes(6).toString('hex')}`;
    prefixes.push(prefix);
    const given = { node: url, index: `${prefix}-{yyyy}-{MM}-{dd}` };
    if (!without) {
      const settings = loadSettings(given, undefined, []);
      const cluster = await openCluster(settings);
      const [outcome] = await ensureTemplates(cluster, inTime(settings).first, 'install');
      await cluster.close();
      expect(outcome?.report.kind).toBe('created');
    }
    return { prefix, index: `${prefix}-2020-03-08`, given };
  }

  it('a whole one: nothing but ok', async () => {
    const { given, index } = await fresh();
    expect((await ask('PUT', `${url}/${index}`)).status).toBe(200);
    const checked = await diagnose(given);
    expect(notOk(checked)).toEqual({});
    expect(saidOf(checked, 'version')).toBe(legacy ? 'elasticsearch 7.1.1' : 'opensearch 2.19.6');
    expect(saidOf(checked, 'indices')).toBe('1 index with geo_point, ip, date');
    expect(saidOf(checked, 'disk')).toMatch(/^\d+% full at most; watermarks are off$/);
    expect(saidOf(checked, 'shards')).toMatch(/^\d+ of 1,000$/);
  });

  it('no template: a warning with --template, a failure without', async () => {
    const { prefix, given } = await fresh(true);
    const checked = await diagnose(given);
    expect(notOk(checked)).toEqual({ template: 'warning LF_TEMPLATE_MISSING' });
    expect(saidOf(checked, 'template')).toContain(`no index template maps ${prefix}-*`);
    expect(saidOf(checked, 'template')).toContain('`logflow template install`');
    expect(notOk(await diagnose({ ...given, template: false }))).toEqual({
      template: 'failure LF_TEMPLATE_MISSING',
    });
  });

  it('a template that differs, another time zone, and indices with a wrong mapping', async () => {
    const { prefix, index, given } = await fresh();
    const zone = await diagnose({ ...given, timezone: 'Asia/Tokyo' });
    expect(notOk(zone)).toEqual({ template: 'failure LF_PIPELINE_CHANGED' });
    expect(saidOf(zone, 'template')).toContain('--timezone UTC as before');

    const wrong = mappingWith(({ properties }) => {
      properties.srcaddr = { type: 'keyword' };
      delete properties.src_geoip?.properties?.location;
    });
    expect((await ask('PUT', `${url}/old-${index}`, { mappings: wrong })).status).toBe(200);
    prefixes.push(`old-${prefix}`);
    const old = await diagnose({ ...given, index: `old-${given.index}`, template: false });
    expect(notOk(old)).toMatchObject({ indices: 'warning LF_INDEX_MAPPING' });
    expect(saidOf(old, 'indices')).toContain('srcaddr: is keyword, must be ip');
    expect(saidOf(old, 'indices')).toContain('reindex these');

    const mappings = { properties: { bytes: { type: 'keyword' } } };
    const theirs = legacy
      ? { index_patterns: [`${prefix}-*`], order: 9, mappings }
      : { index_patterns: [`${prefix}-*`], priority: 300, template: { mappings } };
    const api = legacy ? '_template' : '_index_template';
    expect((await ask('PUT', `${url}/${api}/${prefix}-theirs`, theirs)).status).toBe(200);
    const checked = await diagnose(given);
    expect(notOk(checked)).toEqual({ template: 'failure LF_TEMPLATE_DIFFERS' });
    expect(saidOf(checked, 'template')).toContain('bytes: is keyword, must be long');
    expect(saidOf(checked, 'template')).toContain(`DELETE /${api}/${prefix}-theirs`);
  });

  it('an index at flood stage, and the newest one closed to writes', async () => {
    const { given, index } = await fresh();
    expect((await ask('PUT', `${url}/${index}`)).status).toBe(200);
    const set = (block: string, value: boolean | null) =>
      ask('PUT', `${url}/${index}/_settings`, { [`index.blocks.${block}`]: value });
    await set('read_only_allow_delete', true);
    const flooded = await diagnose(given);
    expect(notOk(flooded)).toEqual({ 'index-blocks': 'failure LF_INDEX_FLOOD_STAGE' });
    expect(saidOf(flooded, 'index-blocks')).toContain(`${index}: index.blocks.read_only_allow_delete`);
    expect(saidOf(flooded, 'index-blocks')).toContain('Make room on the disks');
    await set('read_only_allow_delete', null);
    await set('write', true);
    expect(notOk(await diagnose(given))).toEqual({ 'index-blocks': 'failure LF_INDEX_BLOCKED' });
    await set('write', null);
    expect(notOk(await diagnose(given))).toEqual({});
  });

  /** The cluster as it looks behind a server that answers some questions itself. */
  async function behind(fault: ClusterFault, more: object = {}) {
    const { given } = await fresh();
    await using proxy = await startClusterProxy(url, fault);
    return await diagnose({ ...given, node: proxy.url, ...more });
  }
  const instead = (path: RegExp, status: number, body: object, headers = {}): ClusterFault => {
    return (call) =>
      path.test(call.path) ? { kind: 'answer', status, body: JSON.stringify(body), headers } : undefined;
  };

  it('a wrong password', async () => {
    const refusal = { error: { type: 'security_exception', reason: 'unable to authenticate user [me]' } };
    const checked = await behind(instead(/./, 401, refusal), { username: 'me', password: 'hunter2' });
    expect(notOk(checked)).toEqual({
      'sign-in': 'failure LF_CLUSTER_UNAUTHORISED',
      ...skippedAll(...behindSignIn),
    });
    expect(saidOf(checked, 'sign-in')).toContain('Check user, key or AWS role');
    expect(JSON.stringify(checked)).not.toContain('hunter2');
  });

  it('bulk requests that are too large, a disk at flood stage, too many shards, a red cluster', async () => {
    const small = { nodes: { a: { http: { max_content_length_in_bytes: 1_000_000 } } } };
    const large = await behind(instead(/^\/_nodes\/http/, 200, small));
    expect(notOk(large)).toEqual({ 'bulk-bytes': 'warning LF_BULK_TOO_LARGE' });
    expect(saidOf(large, 'bulk-bytes')).toContain('Set --bulk-bytes to 1000000 or less');

    const settings = { defaults: {}, transient: {}, persistent: {} };
    const disk = [{ node: 'node-1', 'disk.avail': '4000', 'disk.total': '100000' }];
    const full = await behind((call) =>
      call.path === '/_cluster/settings'
        ? { kind: 'answer', status: 200, body: JSON.stringify(settings) }
        : instead(/^\/_cat\/allocation/, 200, disk)(call),
    );
    expect(notOk(full)).toEqual({ disk: 'failure LF_DISK_FLOOD_STAGE', shards: 'skipped' });
    expect(saidOf(full, 'disk')).toContain('on node node-1, past the flood-stage watermark (95%)');

    const health = { status: 'green', number_of_nodes: 1, number_of_data_nodes: 1, active_shards: 1000 };
    const many = await behind(instead(/^\/_cluster\/health/, 200, health));
    expect(notOk(many)).toEqual({ shards: 'failure LF_CLUSTER_SHARDS' });
    expect(saidOf(many, 'shards')).toContain('1,000 of 1,000 shards');

    const red = await behind(
      instead(/^\/_cluster\/health/, 200, {
        ...health,
        status: 'red',
        active_shards: 1,
        unassigned_shards: 2,
      }),
    );
    expect(notOk(red)).toEqual({ health: 'failure LF_CLUSTER_RED' });
    expect(saidOf(red, 'health')).toContain('2 shards without a place');
  });

  it('a clock that differs: a warning, and a failure where requests are signed', async () => {
    const date = new Date(Date.now() + 10 * 60_000).toUTCString();
    const root = (await ask('GET', url)).body as object;
    const shifted = instead(/^\/$/, 200, root, { date });
    const checked = await behind(shifted);
    expect(notOk(checked)).toEqual({ 'cluster-clock': 'warning LF_CLOCK' });
    expect(saidOf(checked, 'cluster-clock')).toMatch(/is (9|10) min \d+ s behind that of http:\/\/127/);
    expect(saidOf(checked, 'cluster-clock')).toContain('Set the clock of this machine (NTP, chrony)');
  });

  it('one who may write documents and ask for nothing else is told what could not be seen', async () => {
    const reason = 'no permissions for [cluster:monitor/health]';
    const refusal = { error: { type: 'security_exception', reason } };
    const checked = await behind(instead(/^\/_cluster\/|^\/_cat\/|^\/_nodes\/http/, 403, refusal));
    expect(notOk(checked)).toEqual({
      health: 'warning LF_DOCTOR_DENIED',
      'cluster-blocks': 'warning LF_DOCTOR_DENIED',
      'bulk-bytes': 'warning LF_DOCTOR_DENIED',
      ...skippedAll('shards', 'disk'),
    });
    expect(saidOf(checked, 'health')).toContain('have cluster:monitor/health');
  });
});
