import { expect, it } from 'vitest';
import { ensureTemplate } from '../../src/app/template/ensure.ts';
import type { IndexMapping } from '../../src/app/template/history.ts';
import { readIndices } from '../../src/app/template/indices.ts';
import { type IndexTemplate, marked, templateBody } from '../../src/app/template/target.ts';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { kit, withoutPut } from '../helpers/template-cluster.ts';
import { templateOf } from '../helpers/template-kit.ts';

/** The same pipeline with documents by the days of Tokyo. */
const inTokyo = ({ fingerprint }: IndexTemplate) => templateOf({ ...fingerprint, timezone: 'Asia/Tokyo' });
const unmarked = ({ mappings, revision }: IndexTemplate) => ({
  ...mappings,
  _meta: { logflow: { revision } },
});

describeEachCluster('the fingerprint in _meta (R9)', ({ name, url }) => {
  const { send, ask, fresh } = kit(url);
  const api = name === 'elasticsearch7' ? 'legacy' : 'composable';
  const pathOf = (template: string) => `/${api === 'legacy' ? '_template' : '_index_template'}/${template}`;
  const indicesOf = async (template: IndexTemplate): Promise<readonly IndexMapping[]> => {
    const found = await readIndices(ask, template);
    if (found.kind !== 'read') throw new Error(found.problem.message);
    return found.mappings;
  };

  it('of several processes that start at once with two time zones, one time zone wins (R9)', async () => {
    const utc = fresh();
    const tokyo = inTokyo(utc);
    const reports = await Promise.all(
      [utc, tokyo, utc, tokyo, utc, tokyo].map(async (template) => ({
        zone: template.fingerprint.timezone,
        report: await ensureTemplate(ask, template, 'consume', []),
      })),
    );
    const winners = reports.filter(({ report }) => report.kind === 'created' || report.kind === 'present');
    expect(new Set(winners.map(({ zone }) => zone)).size).toBe(1);
    expect(winners).toHaveLength(3);
    const losers = reports.filter(({ report }) => report.kind === 'changed');
    expect(losers).toHaveLength(3);
  });

  it('is added by install to a template of ours that has none, and what people put there stays (R9)', async () => {
    const template = fresh();
    const { properties } = template.mappings as { properties: object };
    const mappings = { ...unmarked(template), properties: { ...properties, team: { type: 'keyword' } } };
    await send('PUT', pathOf(template.name), templateBody({ ...template, mappings }, api));
    const present = { kind: 'present', ours: true, unmarked: true };
    expect(await ensureTemplate(ask, template, 'consume', [])).toMatchObject(present);
    expect(await ensureTemplate(ask, template, 'install', [])).toMatchObject({
      kind: 'updated',
      changes: [],
    });
    const again = await ensureTemplate(ask, template, 'install', []);
    expect(again).toMatchObject({ kind: 'present', ours: true });
    expect(again).not.toHaveProperty('unmarked');
    await send('PUT', `/${template.sample}`);
    const [[, mapping] = []] = await indicesOf(template);
    expect(mapping).toMatchObject({
      _meta: { logflow: { revision: template.revision, pipeline: template.fingerprint } },
      properties: { team: { type: 'keyword' }, bytes: { type: 'long' } },
    });
  });

  it('who may not agree is told so, not to agree (R9)', async () => {
    const template = fresh();
    await using guarded = await withoutPut(url);
    await send('PUT', `/${template.sample}`, { mappings: template.mappings });
    const indices = await indicesOf(template);
    const refused = await ensureTemplate(guarded.ask, inTokyo(template), 'accept', indices);
    expect(refused).toMatchObject({ kind: 'forbidden', problem: { code: 'LF_TEMPLATE_FORBIDDEN' } });
    // Without agreement nothing is tried.
    expect(await ensureTemplate(guarded.ask, inTokyo(template), 'install', indices)).toMatchObject({
      kind: 'changed',
    });
    expect(guarded.refused).toEqual(['PUT']);
  });

  it('never takes the template of other indices that has the same name (R20)', async () => {
    const theirs = fresh();
    const wide = templateOf({ ...theirs.fingerprint, index: `${theirs.name}{yyyy}` });
    expect(wide.name).toBe(theirs.name);
    await ensureTemplate(ask, wide, 'install', []);
    const before = await send('GET', pathOf(wide.name));
    const report = await ensureTemplate(ask, theirs, 'install', []);
    expect(report).toMatchObject({ kind: 'present', ours: false, unmarked: true });
    expect(await send('GET', pathOf(wide.name))).toEqual(before);
  });

  it("a user's template agrees by hand, with what the hint says (R9)", async () => {
    const template = fresh();
    const theirs = `${template.name}-theirs`;
    const put = (mappings: object) =>
      send('PUT', pathOf(theirs), templateBody({ ...template, mappings }, api));
    await put(unmarked(template));
    await send('PUT', `/${template.sample}`, { mappings: template.mappings });
    const tokyo = inTokyo(template);
    const indices = await indicesOf(template);
    const refused = await ensureTemplate(ask, tokyo, 'accept', indices);
    if (refused.kind !== 'changed') throw new Error(refused.kind);
    expect(refused.problem.hint).toContain(`pipeline of the ${api} template ${theirs} to {`);
    const [json = ''] = /\{.*\}/.exec(refused.problem.hint) ?? [];
    const { before, ...fingerprint } = JSON.parse(json);
    expect([fingerprint, before]).toEqual([tokyo.fingerprint, [template.fingerprint]]);
    await put(marked(unmarked(template), fingerprint, before));
    const taken = await ensureTemplate(ask, tokyo, 'consume', indices);
    expect(taken).toEqual({
      ...{ kind: 'present', ours: false, hides: [] },
      templates: [{ api, name: theirs }],
    });
    expect(await ensureTemplate(ask, template, 'consume', indices)).toMatchObject({ kind: 'changed' });
  });
});
