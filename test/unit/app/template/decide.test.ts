import { describe, expect, it } from 'vitest';
import { decideTemplate } from '../../../../src/app/template/decide.ts';
import type { FoundTemplate, Inspection } from '../../../../src/app/template/inspect.ts';
import {
  articleDifferences,
  articleMapping,
  mappingWith,
  templateFor,
} from '../../../helpers/template-kit.ts';

const template = { ...templateFor('vpcflowlogs-{yyyy}'), revision: 2 };

function found(change: Partial<FoundTemplate>): FoundTemplate {
  const nothing = {
    settings: {},
    aliases: {},
    components: [],
    dataStream: false,
    managed: false,
    mappings: undefined,
    revision: undefined,
  };
  return { ...nothing, api: 'composable', name: 'theirs', catchAll: false, power: 0, ...change };
}

function inspection(effective: readonly FoundTemplate[], mapping: unknown = {}): Inspection {
  const api = effective[0]?.api ?? 'composable';
  return { kind: 'inspected', api, effective, mapping, hidden: [] };
}

const older = mappingWith((mapping) => {
  mapping.properties.bytes = { type: 'float' };
});

describe('decideTemplate (R20)', () => {
  it('creates where nothing matches', () => {
    expect(decideTemplate(inspection([]), template, 'consume')).toEqual({
      kind: 'create',
      api: 'composable',
    });
  });

  it('is content with any template that maps alike', () => {
    const equal = inspection([found({ power: 1000 })], template.mappings);
    for (const mode of ['consume', 'install'] as const)
      expect(decideTemplate(equal, template, mode)).toEqual({ kind: 'present' });
  });

  it('never touches one of others', () => {
    // Our name without our marker is one of others, too.
    const theirs = inspection([found({ name: template.name })], articleMapping);
    for (const mode of ['consume', 'install'] as const)
      expect(decideTemplate(theirs, template, mode)).toEqual({
        kind: 'differs',
        differences: articleDifferences,
      });
  });

  it('updates an older one of ours only when it installs', () => {
    const old = found({ name: template.name, revision: 1 });
    expect(decideTemplate(inspection([old], older), template, 'install')).toEqual({ kind: 'update', old });
    expect(decideTemplate(inspection([old], older), template, 'consume')).toMatchObject({ kind: 'differs' });
    const newer = found({ name: template.name, revision: 3 });
    expect(decideTemplate(inspection([newer], older), template, 'install')).toMatchObject({
      kind: 'differs',
    });
    expect(decideTemplate(inspection([newer], template.mappings), template, 'install').kind).toBe('present');
    const elsewhere = found({ name: 'other', revision: 1 });
    expect(decideTemplate(inspection([elsewhere], older), template, 'install').kind).toBe('differs');
  });

  it.each([
    ['a weak composable one', found({ catchAll: true, power: 199 }), 'create'],
    ['a strong composable one', found({ catchAll: true, power: 200 }), 'differs'],
    ['a legacy one', found({ api: 'legacy', catchAll: true, power: 0 }), 'create'],
  ])('takes a catch-all template, %s, for nothing or for a rival', (_, catchAll, kind) => {
    expect(decideTemplate(inspection([catchAll], {}), template, 'consume').kind).toBe(kind);
  });

  it.each([
    ['a weak one', 199, 'create'],
    ['a strong one', 200, 'differs'],
  ])('comes before a template that a product manages: %s', (_, power, kind) => {
    const theirs = found({ managed: true, power, dataStream: true });
    expect(decideTemplate(inspection([theirs]), template, 'consume').kind).toBe(kind);
  });

  it('has more power for indices that Elasticsearch has plans for', () => {
    expect(templateFor('logs-x-{yyyy}').priority).toBe(250);
    const theirs = found({ managed: true, power: 200, dataStream: true });
    expect(decideTemplate(inspection([theirs]), templateFor('logs-x-{yyyy}'), 'consume').kind).toBe('create');
  });

  it('adds to a legacy template of settings only, and does not hide it with a composable one', () => {
    const settings = found({ api: 'legacy', mappings: {} });
    expect(decideTemplate(inspection([settings]), template, 'consume')).toEqual({
      kind: 'create',
      api: 'legacy',
    });
    const capable: Inspection = { ...inspection([settings]), api: 'composable' };
    expect(decideTemplate(capable, template, 'consume').kind).toBe('differs');
  });
});
