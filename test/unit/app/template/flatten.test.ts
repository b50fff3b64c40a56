import { describe, expect, it } from 'vitest';
import { differencesBetween } from '../../../../src/app/template/flatten.ts';
import { policyOf } from '../../../../src/app/template/lifecycle.ts';
import type { Resource, ResourceKind } from '../../../../src/app/template/resource.ts';
import { templateBody } from '../../../../src/app/template/target.ts';
import { templateFor } from '../../../helpers/template-kit.ts';

const of = (kind: ResourceKind, body: object): Resource => ({ kind, name: 'x', body });
const index_patterns = ['x-*'];
const lifecycle = { name: 'logflow-x', days: 90 };

describe('differencesBetween', () => {
  it('takes for the same what servers write otherwise, or add by themselves', () => {
    const sent = {
      ...{ order: 1, index_patterns },
      settings: { number_of_shards: 1, 'index.refresh_interval': '5s' },
      mappings: { properties: { 'log.path': { type: 'keyword', ignore_above: 20 }, o: { enabled: false } } },
    };
    const kept = {
      ...{ order: 1, index_patterns, aliases: {} },
      settings: { index: { number_of_shards: '1', refresh_interval: '5s' } },
      mappings: {
        properties: {
          log: { properties: { path: { ignore_above: '20', type: 'keyword' } } },
          o: { type: 'object', enabled: 'false' },
        },
      },
    };
    expect(differencesBetween(of('legacy', kept), of('legacy', sent))).toEqual([]);
    const { order: priority, index_patterns: patterns, ...template } = sent;
    const { order: _, index_patterns: __, ...stored } = kept;
    const composable = { priority, index_patterns: patterns, data_stream: {}, template };
    const timestamp_field = { name: '@timestamp' };
    const there = { ...composable, composed_of: [], data_stream: { timestamp_field }, template: stored };
    expect(differencesBetween(of('composable', there), of('composable', composable))).toEqual([]);
  });

  it.each(['legacy', 'composable'] as const)(
    'finds one changed field of the %s form, and no other',
    (kind) => {
      const template = templateFor('x-{yyyy}');
      const body = templateBody(template, kind);
      const changed = JSON.parse(
        JSON.stringify(body).replace('"srcaddr":{"type":"ip"}', '"srcaddr":{"type":"keyword"}'),
      );
      expect(differencesBetween(of(kind, changed), of(kind, body))).toEqual([
        { path: 'mappings.properties.srcaddr.type', is: 'keyword', becomes: 'ip' },
      ]);
    },
  );

  it('tells what is only on one side, order of dynamic templates, and a data stream', () => {
    const rules = (...names: string[]) => names.map((name) => ({ [name]: { mapping: { type: 'text' } } }));
    const is = {
      ...{ index_patterns, aliases: { all: {} }, priority: 5 },
      template: { mappings: { dynamic: 'strict', dynamic_templates: rules('b', 'a') } },
    };
    const becomes = {
      ...{ index_patterns: ['x-*', 'y-*'], data_stream: {} },
      template: { mappings: { dynamic_templates: rules('a', 'b') }, settings: { number_of_replicas: 0 } },
    };
    expect(differencesBetween(of('composable', is), of('composable', becomes))).toEqual([
      { path: 'data_stream', is: undefined, becomes: 'yes' },
      { path: 'index_patterns', is: '["x-*"]', becomes: '["x-*","y-*"]' },
      { path: 'mappings.dynamic', is: 'strict', becomes: undefined },
      { path: 'mappings.dynamic_templates', is: 'b, a', becomes: 'a, b' },
      { path: 'priority', is: '5', becomes: undefined },
      { path: 'settings.index.number_of_replicas', is: undefined, becomes: '0' },
    ]);
  });

  it('sees past what ILM and ISM add, and not past another age', () => {
    const ilm = policyOf('ilm', lifecycle, { pattern: 'x-*' });
    const phases = (min_age: string) => ({
      policy: { phases: { delete: { min_age, actions: { delete: { delete_searchable_snapshot: true } } } } },
    });
    expect(differencesBetween(of('ilm', phases('90d')), ilm)).toEqual([]);
    const aged = { path: 'policy.phases.delete.min_age', is: '7d', becomes: '90d' };
    expect(differencesBetween(of('ilm', phases('7d')), ilm)).toEqual([aged]);
    const ism = policyOf('ism', lifecycle, { pattern: 'x-*' });
    const retry = { count: 3, backoff: 'exponential', delay: '1m' };
    const stored = JSON.parse(
      JSON.stringify(ism.body).replace('{"delete":{}}', JSON.stringify({ retry, delete: {} })),
    );
    stored.policy.error_notification = null;
    expect(differencesBetween(of('ism', stored), ism)).toEqual([]);
    stored.policy.states[0].transitions[0].conditions.min_index_age = '7d';
    const path = 'policy.states.live.transitions[0].conditions.min_index_age';
    expect(differencesBetween(of('ism', stored), ism)).toEqual([{ path, is: '7d', becomes: '90d' }]);
  });
});
