import { expect, it } from 'vitest';
import { fingerprints } from '../../../../src/app/fingerprint.ts';
import { ownFormats } from '../../../../src/app/own-formats.ts';
import { settings } from '../../../../src/app/settings/settings.ts';
import { decideTemplate } from '../../../../src/app/template/decide.ts';
import type { Inspection } from '../../../../src/app/template/inspect.ts';
import { fieldsDigest, hasOtherFields, isOutdated } from '../../../../src/app/template/outdated.ts';
import { type IndexTemplate, pipelineTemplate } from '../../../../src/app/template/target.ts';
import type { FieldTypes } from '../../../../src/formats/format.ts';
import { now, templateFor } from '../../../helpers/template-kit.ts';

/** That of an own pipeline with these fields. */
function templateWith(fields: FieldTypes): IndexTemplate {
  const steps = [{ time: { field: 't', formats: 'iso' } }];
  const own = { name: 'app', match: { key: 'app/**' }, parse: { json: 'lines' }, steps, fields };
  const parsed = settings.parse({ pipelines: ['app'], 'own-pipelines': [own] });
  const [fingerprint] = fingerprints(parsed);
  if (!fingerprint) throw new Error('no pipeline');
  const made = pipelineTemplate(fingerprint, now, [], { dataStream: false }, ownFormats(parsed));
  if (made.kind === 'refused') throw new Error(made.problem.message);
  return made.template;
}

const found = ({ revision, mappings }: IndexTemplate) => ({ revision, mappings });
const before = templateWith({ a: 'ip', 'b.c': 'long' });

it('fields in another order are the same, another type or another field is not', () => {
  expect(fieldsDigest({ a: 'ip', b: 'long' })).toBe(fieldsDigest({ b: 'long', a: 'ip' }));
  expect(hasOtherFields(found(templateWith({ 'b.c': 'long', a: 'ip' })), before)).toBe(false);
  for (const fields of [{ a: 'ip', 'b.c': 'double' }, { a: 'ip' }, { a: 'ip', 'b.c': 'long', d: 'ip' }, {}]) {
    expect(hasOtherFields(found(before), templateWith(fields as FieldTypes))).toBe(true);
  }
});

it('one of ours without the fields is outdated; one of others, and built-in ones, are not judged by fields', () => {
  const meta = { _meta: { logflow: { template: 'app', revision: 1 } } };
  expect(isOutdated({ revision: 1, mappings: meta }, before)).toBe(true);
  expect(isOutdated({ revision: undefined, mappings: {} }, before)).toBe(false);
  const flows = templateFor('vpcflowlogs-{yyyy}');
  expect(isOutdated(found(flows), flows)).toBe(false);
  expect(isOutdated({ ...found(flows), revision: flows.revision - 1 }, flows)).toBe(true);
});

it('install updates a template of other fields, a run leaves it', () => {
  const nothing = { settings: {}, aliases: {}, components: [], dataStream: false, managed: false };
  const theirs = {
    ...nothing,
    ...found(before),
    api: 'legacy',
    name: 'app',
    catchAll: false,
    power: 1,
  } as const;
  const inspection: Inspection = {
    ...{ kind: 'inspected', api: 'legacy' },
    ...{ effective: [theirs], mapping: before.mappings, hidden: [] },
  };
  const after = templateWith({ a: 'keyword' });
  expect(decideTemplate(inspection, after, 'consume')).toEqual({ kind: 'present' });
  expect(decideTemplate(inspection, after, 'install')).toEqual({ kind: 'update', old: theirs });
  expect(decideTemplate(inspection, before, 'install')).toEqual({ kind: 'present' });
});
