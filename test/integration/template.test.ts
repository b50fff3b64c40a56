import { expect, it } from 'vitest';
import { ensureTemplate } from '../../src/app/template/ensure.ts';
import { type IndexTemplate, type TemplateApi, templateBody } from '../../src/app/template/target.ts';
import { describeCluster, describeEachCluster, type TestCluster } from '../helpers/each-cluster.ts';
import { kit, withoutPut } from '../helpers/template-cluster.ts';
import { articleDifferences, articleMapping, indicesOf } from '../helpers/template-kit.ts';

const place = { lat: 45.8491, lon: -119.7143 };
const legacy = (mappings: object, pattern: string) => ({ index_patterns: [pattern], mappings });
const apiOf = ({ name }: TestCluster): TemplateApi => (name === 'elasticsearch7' ? 'legacy' : 'composable');

describeEachCluster('ensureTemplate', (testCluster) => {
  const { send, ask, fresh } = kit(testCluster.url);
  const api = apiOf(testCluster);
  const put = (name: string, template: IndexTemplate) =>
    send(
      'PUT',
      `/${api === 'legacy' ? '_template' : '_index_template'}/${name}`,
      templateBody(template, api),
    );

  it('creates what is not there, once, and documents are mapped by it', async () => {
    const template = fresh();
    const ref = { api, name: template.name };
    expect(await ensureTemplate(ask, template, 'consume', [])).toEqual({
      kind: 'created',
      template: ref,
      hides: [],
    });
    const present = { kind: 'present', ours: true, templates: [ref], hides: [] };
    expect(await ensureTemplate(ask, template, 'consume', [])).toEqual(present);
    expect(await ensureTemplate(ask, template, 'install', [])).toEqual(present);

    const document = {
      '@timestamp': '2020-03-08T15:06:54.000Z',
      bytes: 385388,
      type: 'vpcflowlogs',
      src_geoip: {},
      dst_geoip: { location: place, dma_code: 810 },
      log: { file: { path: 's3://bucket/key' }, offset: 0 },
      ...{ 'traffic-path': '1', 'new-in-v12': '1' },
    };
    await send('PUT', `/${template.sample}/_create/1?refresh=true`, document);
    const nearby = { geo_distance: { distance: '1km', 'dst_geoip.location': place } };
    const found = await send('POST', `/${template.sample}/_search`, { query: nearby });
    expect(found).toMatchObject({ hits: { hits: [{ _id: '1' }] } });
    const mapped = await send('GET', `/${template.sample}/_mapping`);
    const properties = {
      ...{ bytes: { type: 'long' }, type: { type: 'keyword' } },
      dst_geoip: { properties: { location: { type: 'geo_point' } } },
      log: { properties: { file: { properties: { path: { type: 'keyword', ignore_above: 2048 } } } } },
      'traffic-path': { type: 'keyword' },
      // A name that nobody has documented.
      'new-in-v12': { type: 'text', fields: { keyword: { type: 'keyword' } } },
    };
    expect(mapped).toMatchObject({ [template.sample]: { mappings: { properties } } });
    // An index that exists does not stand in the way.
    expect(await ensureTemplate(ask, template, 'consume', [])).toEqual(present);
    expect(await indicesOf(ask, template)).toEqual({ kind: 'checked', indices: 1, wrong: [] });
  });

  it('succeeds in all of several processes that start at once', async () => {
    const template = fresh();
    const reports = await Promise.all(
      Array.from({ length: 6 }, () => ensureTemplate(ask, template, 'consume', [])),
    );
    const kinds = reports.map(({ kind }) => kind);
    expect(kinds.every((kind) => kind === 'created' || kind === 'present')).toBe(true);
    expect(kinds.filter((kind) => kind === 'created')).toHaveLength(1);
  });

  it("is content with a user's template that maps alike", async () => {
    const template = fresh();
    const name = `${template.name}-theirs`;
    const { _meta, ...mappings } = template.mappings as { _meta: object };
    await put(name, { ...template, mappings });
    for (const mode of ['consume', 'install'] as const) {
      const report = await ensureTemplate(ask, template, mode, []);
      expect(report).toEqual({
        ...{ kind: 'present', ours: false, unmarked: true },
        ...{ templates: [{ api, name }], hides: [] },
      });
    }
    const own = await ask('GET', `/_template/${template.name}`);
    expect(own.status).toBe(404);
  });

  it.each(['consume', 'install'] as const)(
    "leaves the article's own template as it is (%s)",
    async (mode) => {
      const template = fresh();
      const path = `/_template/${template.name}`;
      const before = await send('PUT', path, legacy(articleMapping, template.pattern)).then(() =>
        send('GET', path),
      );
      const report = await ensureTemplate(ask, template, mode, []);
      expect(report).toMatchObject({
        kind: 'differs',
        templates: [{ api: 'legacy', name: template.name }],
        differences: articleDifferences,
        problem: {
          code: 'LF_TEMPLATE_DIFFERS',
          message: expect.stringContaining('bytes: is float, must be long; dst_geoip.location: is object'),
          hint: expect.stringContaining(`DELETE ${path}`),
        },
      });
      expect(await send('GET', path)).toEqual(before);
      expect((await ask('GET', `/_index_template/${template.name}`)).status).toBeGreaterThanOrEqual(404);
    },
  );

  it('updates an older one of ours when it installs, and keeps its settings', async () => {
    const template = fresh();
    const mappings = { ...articleMapping, _meta: { logflow: { template: 'vpcflowlogs', revision: 0 } } };
    await put(template.name, { ...template, settings: { number_of_replicas: 0 }, mappings });
    const waiting = await ensureTemplate(ask, template, 'consume', []);
    const hint = expect.stringContaining('logflow template install');
    expect(waiting).toMatchObject({ kind: 'differs', differences: articleDifferences, problem: { hint } });
    expect(await ensureTemplate(ask, template, 'install', [])).toEqual({
      kind: 'updated',
      template: { api, name: template.name },
      from: 0,
      changes: [],
    });
    expect(await ensureTemplate(ask, template, 'install', [])).toMatchObject({ kind: 'present', ours: true });
    await send('PUT', `/${template.sample}`);
    const settings = await send('GET', `/${template.sample}/_settings`);
    expect(settings).toMatchObject({
      [template.sample]: { settings: { index: { number_of_replicas: '0' } } },
    });
  });

  it('stands above a catch-all template, and says whom it hides', async () => {
    const template = fresh();
    const all = `${template.name}-all`;
    // Only indices of this test have it in their names.
    await send('PUT', `/_template/${all}`, {
      index_patterns: [`*${template.name}-*`],
      settings: { number_of_replicas: 0 },
      mappings: { properties: { bytes: { type: 'float' } } },
    });
    const hides = api === 'legacy' ? [] : [{ api: 'legacy', name: all }];
    expect(await ensureTemplate(ask, template, 'consume', [])).toEqual({
      kind: 'created',
      template: { api, name: template.name },
      hides,
    });
    expect(await ensureTemplate(ask, template, 'consume', [])).toMatchObject({ kind: 'present', hides });
  });

  it('lists existing indices with a wrong mapping, by name', async () => {
    const template = fresh();
    expect(await indicesOf(ask, template)).toEqual({ kind: 'checked', indices: 0, wrong: [] });
    const day = (dd: string) => `${template.name}-2020-03-${dd}`;
    await send('PUT', `/${day('10')}`, { mappings: articleMapping });
    await send('PUT', `/${day('09')}`);
    await send('PUT', `/${day('11')}`, { mappings: template.mappings });
    expect(await ensureTemplate(ask, template, 'install', [])).toMatchObject({ kind: 'created' });
    const report = await indicesOf(ask, template);
    expect(report).toMatchObject({
      kind: 'checked',
      indices: 3,
      wrong: [{ index: day('09') }, { index: day('10'), differences: articleDifferences }],
      problem: { code: 'LF_INDEX_MAPPING', message: expect.stringContaining(`2 existing indices`) },
    });
  });

  it('asks for the right when it may not create, and not when all is well', async () => {
    const template = fresh();
    await using guarded = await withoutPut(testCluster.url);
    const forbidden = await ensureTemplate(guarded.ask, template, 'consume', []);
    expect(forbidden).toMatchObject({
      kind: 'forbidden',
      problem: {
        code: 'LF_TEMPLATE_FORBIDDEN',
        message: expect.stringMatching(
          /^PUT \/_(index_)?template\/.* 403: security_exception: no permissions/,
        ),
        hint: expect.stringMatching(/fine-grained access control.*--no-template/),
      },
    });
    expect(guarded.refused).toEqual(['PUT']);
    await ensureTemplate(ask, template, 'install', []);
    expect(await ensureTemplate(guarded.ask, template, 'consume', [])).toMatchObject({ kind: 'present' });
  });
});

describeCluster('opensearch2', 'templates of both kinds', ({ url }) => {
  const { send, ask, fresh } = kit(url);

  it('puts nothing over a legacy one that maps alike', async () => {
    const template = fresh();
    await send('PUT', `/_template/${template.name}`, templateBody(template, 'legacy'));
    expect(await ensureTemplate(ask, template, 'install', [])).toEqual({
      kind: 'present',
      ours: true,
      templates: [{ api: 'legacy', name: template.name }],
      hides: [],
    });
    expect((await ask('GET', `/_index_template/${template.name}`)).status).toBe(404);
  });

  it('sees that a composable one hides a right legacy one, whoever made it', async () => {
    const template = fresh();
    const name = `${template.name}-theirs`;
    await send('PUT', `/_template/${template.name}`, templateBody(template, 'legacy'));
    await send('PUT', `/_index_template/${name}`, {
      index_patterns: [template.pattern],
      template: { mappings: articleMapping },
    });
    const report = await ensureTemplate(ask, template, 'install', []);
    expect(report).toMatchObject({
      kind: 'differs',
      templates: [{ api: 'composable', name }],
      hides: [{ api: 'legacy', name: template.name }],
      differences: articleDifferences,
      problem: { message: expect.stringContaining(`it hides the legacy template ${template.name}`) },
    });
  });

  it('sees the mapping that component templates make', async () => {
    const template = fresh();
    const name = `${template.name}-parts`;
    await send('PUT', `/_component_template/${name}`, { template: { mappings: template.mappings } });
    try {
      await send('PUT', `/_index_template/${name}`, {
        index_patterns: [template.pattern],
        composed_of: [name],
      });
      const report = await ensureTemplate(ask, template, 'consume', []);
      expect(report).toMatchObject({ kind: 'present', templates: [{ api: 'composable', name }] });
    } finally {
      await send('DELETE', `/_index_template/${name}`);
      await send('DELETE', `/_component_template/${name}`);
    }
  });

  it('tells the reason when the cluster does not want ours', async () => {
    const template = fresh();
    // Not for today's index, so that it does not matter, but of our priority.
    await send('PUT', `/_index_template/${template.name}-old`, {
      index_patterns: [`${template.name}-1999*`],
      priority: 200,
    });
    expect(await ensureTemplate(ask, template, 'consume', [])).toMatchObject({
      kind: 'failed',
      transient: false,
      problem: {
        code: 'LF_TEMPLATE_FAILED',
        message: expect.stringContaining('that have the same priority'),
      },
    });
  });
});
