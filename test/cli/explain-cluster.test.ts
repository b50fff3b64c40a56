import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClusterFacts, IndexFacts } from '../../src/app/explain/cluster-facts.ts';
import type { Explanation } from '../../src/app/explain/explanation.ts';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { articleHeader, goldenLine } from '../helpers/flow-lines.ts';
import { freePort } from '../helpers/free-port.ts';
import { runLogflow } from '../helpers/process.ts';
import { ask, wipe } from '../helpers/search.ts';
import { mappingWith } from '../helpers/template-kit.ts';

const plain = `${articleHeader}\n${goldenLine}\n`;

async function explained(args: readonly string[], stdin = plain) {
  const run = await runLogflow(['explain', '-', ...args, '--json'], { stdin });
  return { ...run, json: JSON.parse(run.stdout) as Explanation };
}

function reached({ cluster }: Explanation): Extract<ClusterFacts, { kind: 'reached' }> {
  if (cluster?.kind !== 'reached') throw new Error(JSON.stringify(cluster));
  return cluster;
}

function compared(json: Explanation): Extract<IndexFacts, { kind: 'compared' }> {
  const [index] = reached(json).indices;
  if (index?.kind !== 'compared') throw new Error(JSON.stringify(index));
  return index;
}

describeEachCluster('explain --node', ({ name, url }) => {
  const legacy = name === 'elasticsearch7';
  const prefixes: string[] = [];
  afterEach(async () => {
    for (const prefix of prefixes.splice(0)) await wipe(url, prefix);
  });

  /** Indices that no other test has. */
  function fresh() {
    const prefix = `x${randomBytes(6).toString('hex')}`;
    prefixes.push(prefix);
    const args = ['--node', url, '--index', `${prefix}-{yyyy}-{MM}-{dd}`];
    return { prefix, index: `${prefix}-2020-03-08`, args };
  }
  const makeIndex = async (index: string, mappings: object) =>
    expect((await ask('PUT', `${url}/${index}`, { mappings })).status).toBe(200);

  it('says that the template is missing, and changes nothing', async () => {
    const { prefix, index, args } = fresh();
    const { code, json } = await explained(args);
    expect(code).toBe(0);
    expect(reached(json)).toMatchObject({
      ...{ distribution: legacy ? 'elasticsearch' : 'opensearch', version: legacy ? '7.1.1' : '2.19.6' },
      template: { kind: 'missing', pattern: `${prefix}-*`, name: prefix },
      indices: [{ kind: 'compared', index, exists: false, refused: [], differences: [] }],
    });
    expect(json.warnings.map(({ code }) => code)).toEqual(['LF_TEMPLATE_MISSING']);
    expect((await ask('GET', `${url}/${index}`)).status).toBe(404);
    expect((await ask('GET', `${url}/_template/${prefix}`)).status).toBe(404);

    const guessed = await explained([...args, '--no-template']);
    expect(guessed.code).toBe(0);
    expect(compared(guessed.json).differences).toContainEqual({
      ...{ path: 'srcaddr', is: 'text (by dynamic mapping)', mustBe: 'ip' },
    });
  });

  it('a template that is there, and the index that it made, take the documents', async () => {
    const { prefix, index, args } = fresh();
    const installed = await runLogflow(['template', 'install', ...args]);
    expect(installed.code).toBe(0);
    const before = await explained(args);
    const templates = [{ api: legacy ? 'legacy' : 'composable', name: prefix }];
    expect(before.code).toBe(0);
    expect(before.json.warnings).toEqual([]);
    expect(reached(before.json)).toMatchObject({
      template: { kind: 'present', templates },
      indices: [{ index, exists: false, refused: [], differences: [] }],
    });
    expect((await runLogflow(['ingest', '-', ...args], { stdin: plain })).code).toBe(0);
    const after = await explained(args);
    expect(after.code).toBe(0);
    expect(compared(after.json)).toMatchObject({ exists: true, refused: [], differences: [] });
  });

  it('a hand-made index that would refuse documents: which field, by what value; and the cluster agrees', async () => {
    const { index, args } = fresh();
    const spoilt = mappingWith(({ properties }) => {
      properties.srcaddr = { type: 'long' };
      properties.action = { type: 'date' };
      properties.bytes = { type: 'float' };
      delete properties.dst_geoip?.properties?.location;
      if (properties.dst_geoip?.properties) properties.dst_geoip.properties.city_name = { type: 'ip' };
      properties['@timestamp'] = { type: 'date', format: 'epoch_second' };
    });
    await makeIndex(index, spoilt);
    const { code, json } = await explained(args);
    expect(code).toBe(1);
    expect(json).toMatchObject({
      ok: false,
      outcome: 'delivered',
      problems: [{ code: 'LF_MAPPING_CONFLICT' }],
    });
    expect(compared(json).refused.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: '@timestamp', is: 'date (format epoch_second)', value: '"2020-03-08T15:06:54.000Z"' },
      { path: 'action', is: 'date', value: '"ACCEPT"' },
      { path: 'dst_geoip.city_name', is: 'ip', value: '"Boardman"' },
      { path: 'srcaddr', is: 'long', value: '"172.31.25.250"' },
    ]);
    expect(compared(json).differences).toContainEqual({ path: 'bytes', is: 'float', mustBe: 'long' });
    for (const [path, value] of [
      ['srcaddr', '172.31.25.250'],
      ['action', 'ACCEPT'],
      ['@timestamp', '2020-03-08T15:06:54.000Z'],
    ] as const) {
      expect((await ask('POST', `${url}/${index}/_doc`, { [path]: value })).status).toBe(400);
    }
    expect((await ask('POST', `${url}/${index}/_doc`, { bytes: 385388 })).status).toBe(201);
    const { stdout } = await runLogflow(['explain', '-', ...args], { stdin: plain });
    expect(stdout).toContain('srcaddr is long, and does not take "172.31.25.250"');
  });

  it('a strict mapping refuses a field that it does not know', async () => {
    const { index, args } = fresh();
    await makeIndex(
      index,
      mappingWith((mapping) => {
        mapping.dynamic = 'strict';
      }),
    );
    expect((await explained(args)).code).toBe(0);
    const { code, json } = await explained(args, 'start new-in-v12\n1583680014 usw2-az1\n');
    expect(code).toBe(1);
    expect(compared(json).refused).toEqual([
      { path: 'new-in-v12', is: 'not mapped (dynamic: strict)', value: '"usw2-az1"' },
    ]);
    expect((await ask('POST', `${url}/${index}/_doc`, { 'new-in-v12': 'usw2-az1' })).status).toBe(400);
  });

  it('a mapping that takes the documents and is not as it must be: a warning', async () => {
    const { index, args } = fresh();
    await makeIndex(index, {});
    const { code, json } = await explained(args);
    expect(code).toBe(0);
    expect(compared(json).refused).toEqual([]);
    expect(json.warnings.map(({ code }) => code)).toContain('LF_INDEX_MAPPING');
    const { stdout } = await runLogflow(['explain', '-', ...args], { stdin: plain });
    expect(stdout).toContain('action: is text (by dynamic mapping), must be keyword');
  });

  it("somebody's template that maps otherwise is in the way", async () => {
    const { prefix, args } = fresh();
    const mappings = { properties: { bytes: { type: 'keyword' } } };
    const body = legacy
      ? { index_patterns: [`${prefix}-*`], mappings }
      : { index_patterns: [`${prefix}-*`], priority: 300, template: { mappings } };
    const api = legacy ? '_template' : '_index_template';
    expect((await ask('PUT', `${url}/${api}/${prefix}-theirs`, body)).status).toBe(200);
    const { code, json } = await explained(args);
    expect(code).toBe(1);
    expect(reached(json).template).toMatchObject({
      kind: 'differs',
      templates: [{ name: `${prefix}-theirs` }],
    });
    expect(json.problems).toMatchObject([{ code: 'LF_TEMPLATE_DIFFERS' }]);
    // Told to go on with it, `consume` does.
    expect((await explained([...args, '--no-template'])).code).toBe(0);
  });
});

describe('explain --node', () => {
  it('a cluster that is away is a finding', async () => {
    const node = `http://me:hunter2@127.0.0.1:${await freePort()}`;
    const { code, json, stdout, stderr } = await explained(['--node', node]);
    expect(code).toBe(1);
    expect(stderr).toBe('');
    expect(stdout).not.toContain('hunter2');
    expect(json).toMatchObject({
      ok: false,
      outcome: 'delivered',
      lines: { documents: 1 },
      cluster: { kind: 'away' },
    });
  });
});
