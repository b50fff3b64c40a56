import { describe, expect, it } from 'vitest';
import { flattenMapping } from '../../../../src/app/template/mapping.ts';
import {
  indexPatternOf,
  pipelineTemplate,
  revisionOf,
  templateBody,
} from '../../../../src/app/template/target.ts';
import { fingerprintFor, now, templateFor } from '../../../helpers/template-kit.ts';

describe('the template of an index name', () => {
  it.each([
    ['vpcflowlogs-{yyyy}-{MM}-{dd}', 'vpcflowlogs', 'vpcflowlogs-*', 'vpcflowlogs-2026-11-23'],
    ['flows-{yyyy}-{MM}-{dd}', 'flows', 'flows-*', 'flows-2026-11-23'],
    ['flows{yyyy}', 'flows', 'flows*', 'flows2026'],
    ['a.b_{yyyy}.{MM}-eu', 'a.b-eu', 'a.b_*-eu', 'a.b_2026.11-eu'],
    ['flows', 'flows', 'flows', 'flows'],
  ])('of %s is %s on %s', (index, name, pattern, sample) => {
    expect(indexPatternOf(index)).toBe(pattern);
    expect(templateFor(index)).toMatchObject({ name, pattern, sample });
  });

  it.each(['{yyyy}-flows', '-{yyyy}', '', '*', 'a,b-{yyyy}', 'Flows-{yyyy}', '_all', '../x'])(
    'is refused for %j',
    (index) => {
      const problem = { code: 'LF_INDEX_PREFIX', message: expect.stringContaining(JSON.stringify(index)) };
      expect(pipelineTemplate(fingerprintFor({ index }), now, [])).toMatchObject({
        kind: 'refused',
        problem,
      });
    },
  );

  it('asks nobody for fields that came later, or that only some runs write', () => {
    const { mappings, required } = templateFor('vpcflowlogs-{yyyy}');
    const [all, needed] = [flattenMapping(mappings), flattenMapping(required)];
    const later =
      'community_id network_direction src_scope dst_scope src_geoip.asn dst_geoip.as_org protocol_name region';
    for (const name of later.split(' ')) {
      expect([name, all.has(name), needed.has(name)]).toEqual([name, true, false]);
    }
    for (const name of ['src_geoip.location', 'dst_geoip.postal_code', 'srcaddr']) {
      expect(needed.get(name)).toEqual(all.get(name));
    }
  });

  it('is marked as ours, in both kinds', () => {
    const template = templateFor('vpcflowlogs-{yyyy}');
    const { mappings } = template;
    expect(template.revision).toBeGreaterThan(0);
    expect(revisionOf(mappings)).toBe(template.revision);
    expect(revisionOf({ _meta: { logflow: 1 } })).toBeUndefined();
    const index_patterns = ['vpcflowlogs-*'];
    expect(templateBody(template, 'legacy')).toMatchObject({ index_patterns, order: 1, mappings });
    const composable = { index_patterns, priority: 200, template: { mappings } };
    expect(templateBody(template, 'composable')).toMatchObject(composable);
  });
});
