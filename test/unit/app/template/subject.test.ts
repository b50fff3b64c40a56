import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../../../src/app/settings/load.ts';
import { flattenMapping } from '../../../../src/app/template/mapping.ts';
import { templateSources } from '../../../../src/app/template/sources.ts';
import { subjectOf } from '../../../../src/app/template/subject.ts';
import { vpcFlow } from '../../../../src/formats/vpc-flow.ts';
import { temporaryFolder } from '../../../helpers/temp.ts';

const settings = loadSettings({}, undefined, []);

async function fromFile(name: string, content: string) {
  await using folder = temporaryFolder();
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return subjectOf(settings, path);
}

const body = { index_patterns: ['x-*'] };
const policy = (states: object) => ({ policy: states });

describe('what diff and push are about', () => {
  it('is all pipelines, or the one that is named', () => {
    const all = subjectOf(settings, undefined);
    expect(all).toMatchObject({ kind: 'pipelines', templates: [{ name: 'vpcflowlogs' }] });
    expect(all).toMatchObject({
      perhaps: expect.arrayContaining([expect.objectContaining({ name: 'albaccess' })]),
    });
    expect(subjectOf(settings, 'vpcflowlogs')).toMatchObject({ kind: 'pipelines' });
    expect(() => subjectOf(settings, 'vpcflowlog')).toThrow('is no pipeline and no file');
  });

  it.each([
    ['a.b.json', body, { kind: 'legacy', name: 'a.b', body }],
    ['a', { ...body, template: {} }, { kind: 'composable', name: 'a', body: { ...body, template: {} } }],
    ['a.json', policy({ phases: {} }), { kind: 'ilm', name: 'a', body: policy({ phases: {} }) }],
    ['a.json', policy({ states: [] }), { kind: 'ism', name: 'a', body: policy({ states: [] }) }],
    [
      'a.b.2020.json',
      { kind: 'legacy', name: 'x', saved: '2020', body },
      { kind: 'legacy', name: 'x', body },
    ],
  ])('or what the file %s holds', async (name, content, resource) => {
    expect(await fromFile(name, JSON.stringify(content))).toEqual({ kind: 'file', resource });
  });

  it.each([
    ['a.json', '{', /JSON/],
    ['a.json', '[]', /neither a template nor a policy/],
    ['a.json', '{"legacy":{},"composable":{}}', /neither a template nor a policy/],
    ['A B.json', JSON.stringify(body), /"A B" cannot be the name/],
    ['a.json', JSON.stringify({ kind: 'legacy', name: '*', body }), /"\*" cannot be the name/],
  ])('and never what cannot be put: %s with %s', async (name, content, why) => {
    await expect(fromFile(name, content)).rejects.toThrow(why);
  });
});

describe('the built-in templates', () => {
  it.each([[vpcFlow.name, vpcFlow] as const])(
    'of %s maps what the pipeline writes',
    (name, { times, geo, numbers }) => {
      const source = templateSources[name];
      expect(source?.mappings._meta.logflow.template).toBe(name);
      const fields = flattenMapping(source?.mappings);
      for (const { target } of times) expect(fields.get(target)).toEqual({ type: 'date' });
      for (const { target } of geo) {
        expect(fields.get(`${target}.location`)).toEqual({ type: 'geo_point' });
        expect(fields.get(`${target}.dma_code`)).toEqual({ type: 'long' });
      }
      for (const field of numbers) expect(fields.get(field)).toEqual({ type: 'long' });
      expect(fields.get('@timestamp')).toEqual({ type: 'date' });
      expect(fields.get('log.file.path')).toEqual({ type: 'keyword', ignoreAbove: 2048 });
    },
  );
});
