import { describe, expect, it } from 'vitest';
import { compareMapping, differenceText } from '../../../../src/app/template/check.ts';
import {
  articleDifferences,
  articleMapping,
  type LooseField,
  type LooseMapping,
  mappingWith,
  templateFor,
} from '../../../helpers/template-kit.ts';

const { mappings: whole, required: ours } = templateFor('vpcflowlogs-{yyyy}');
const compare = (change: (mapping: LooseMapping) => void) => compareMapping(mappingWith(change), ours);
const texts = (change: (mapping: LooseMapping) => void) => compare(change).map(differenceText);

describe('compareMapping', () => {
  it('has nothing to say about our own mapping', () => {
    expect(compareMapping(ours, ours)).toEqual([]);
  });

  it("names exactly what is wrong with the article's", () => {
    expect(compareMapping(articleMapping, ours)).toEqual(articleDifferences);
    expect(articleDifferences.map(differenceText)[0]).toBe('bytes: is float, must be long');
  });

  it('takes more fields than ours, and types that do as much', () => {
    const more = compare(({ properties }) => {
      properties.extra = { type: 'keyword' };
      properties.action = { type: 'keyword', fields: { text: { type: 'text' } } };
      properties['@timestamp'] = { type: 'date_nanos' };
      properties.message = { type: 'match_only_text' };
      properties.log = { properties: { 'file.path': { type: 'keyword' }, offset: { type: 'long' } } };
    });
    expect(more).toEqual([]);
  });

  it('refuses a keyword that cuts long keys, and a field that cannot be searched', () => {
    const cut = texts(({ properties }) => {
      properties.log = {
        properties: { file: { properties: { path: { type: 'keyword', ignore_above: '256' } } } },
      };
      properties.srcaddr = { type: 'ip', index: false };
    });
    expect(cut).toEqual([
      'log.file.path: is keyword (ignore_above 256), must be keyword (ignore_above 2048)',
      'srcaddr: is ip, not indexed, must be ip',
    ]);
  });

  it('takes a field that is not named if dynamic mapping makes it right', () => {
    const gone = texts(({ properties }) => {
      for (const name of ['@timestamp', 'bytes', 'message', 'action', 'srcaddr']) delete properties[name];
    });
    expect(gone).toEqual([
      'action: is text (by dynamic mapping), must be keyword',
      'srcaddr: is text (by dynamic mapping), must be ip',
    ]);
  });

  it('finds every field but numbers, dates and the message wrong in an empty mapping', () => {
    const paths = compareMapping({}, ours).map(({ path }) => path);
    expect(paths).toContain('src_geoip.location');
    expect(paths).toContain('log.file.path');
    for (const right of ['bytes', 'log.offset', '@timestamp', 'message', 'src_geoip.latitude'])
      expect(paths).not.toContain(right);
    expect(compareMapping(undefined, ours).map(({ path }) => path)).toEqual(paths);
  });

  it('runs the dynamic templates in their order', () => {
    const named = texts((mapping) => {
      mapping.dynamic_templates = [
        { no: { unmatch: 'act*', match_mapping_type: 'string', mapping: { type: 'ip' } } },
        { yes: { match: ['x', 'ac*n'], match_mapping_type: ['string'], mapping: { type: 'keyword' } } },
        { geo: { path_match: '*.location', path_unmatch: 'dst_*', mapping: { type: 'geo_point' } } },
        { rest: { match_mapping_type: '*', mapping: { type: '{dynamic_type}', norms: false } } },
      ];
      delete mapping.properties.action;
      delete mapping.properties.srcaddr;
      delete mapping.properties.type;
      delete mapping.properties.src_geoip?.properties?.location;
      delete mapping.properties.dst_geoip?.properties?.location;
    });
    expect(named).toEqual([
      'dst_geoip.location: is object (by dynamic mapping), must be geo_point',
      'type: is ip (by dynamic mapping), must be keyword',
    ]);
  });

  it.each([
    [{ dynamic: false }, 'type: is not mapped (dynamic: false), must be keyword'],
    [{ dynamic: 'strict' }, 'type: is refused (dynamic: strict), must be keyword'],
    [{ numeric_detection: true }, 'type: is left to numeric_detection (by dynamic mapping), must be keyword'],
    [
      { dynamic_templates: [{ odd: { match_pattern: 'regex', match: '(t+)+x', mapping: {} } }] },
      'type: is left to the regular expression of odd (by dynamic mapping), must be keyword',
    ],
    [
      { dynamic_templates: [{ late: { match: 'type', runtime: {} } }] },
      'type: is runtime field (by dynamic mapping), must be keyword',
    ],
  ])('says what becomes of a field without mapping under %j', (settings, text) => {
    const said = texts((mapping) => {
      Object.assign(mapping, settings);
      delete mapping.properties.type;
    });
    expect(said).toEqual([text]);
  });

  it('misses object properties only when they are asked for', () => {
    const asked = templateFor('vpcflowlogs-{yyyy}', ['last-modified', 'content-type', 'metadata']).required;
    const without = mappingWith(({ properties }) => delete properties.s3);
    const strict = { ...without, dynamic: 'strict' };
    expect(compareMapping(whole, asked)).toEqual([]);
    for (const mapping of [whole, without, strict]) expect(compareMapping(mapping, ours)).toEqual([]);
    expect(compareMapping(without, asked).map(differenceText)).toEqual([
      's3.content_type: is text (by dynamic mapping), must be keyword',
      's3.metadata: is object (by dynamic mapping), must be object, not indexed',
    ]);
    const one = templateFor('vpcflowlogs-{yyyy}', ['last-modified']).required;
    expect(compareMapping(without, one)).toEqual([]);
    expect(compareMapping(strict, one)).toHaveLength(1);
  });

  it.each([
    [{ type: 'object', enabled: false }, 0],
    [{ dynamic: 'false', properties: { team: { type: 'keyword' } } }, 0],
    [{ type: 'flattened' }, 0],
    [{ type: 'flat_object' }, 0],
    [{ type: 'object' }, 1],
    [{ type: 'object', dynamic: true }, 1],
    [{ type: 'nested' }, 1],
    [{ type: 'keyword' }, 1],
  ])('takes metadata that makes no fields: %j', (field, wrong) => {
    const { required } = templateFor('vpcflowlogs-{yyyy}', ['metadata']);
    const mapping = mappingWith(({ properties }) => {
      properties.s3 = { properties: { metadata: field as LooseField } };
    });
    expect(compareMapping(mapping, required)).toHaveLength(wrong);
  });

  it('leaves dates to date_detection', () => {
    const said = texts((mapping) => {
      mapping.date_detection = false;
      delete mapping.properties.end_time;
    });
    expect(said).toEqual(['end_time: is text (by dynamic mapping), must be date']);
  });

  it('lets the nearest object decide on dynamic fields, and says once what is wrong with an object', () => {
    const said = texts(({ properties }) => {
      properties.log = { dynamic: 'false', properties: { file: { dynamic: true, type: 'object' } } };
      properties.src_geoip = { type: 'flattened' };
      properties.dst_geoip = { ...properties.dst_geoip, enabled: false };
    });
    expect(said).toEqual([
      'dst_geoip: is not mapped (enabled: false), must be mapped',
      'log.file.path: is text (by dynamic mapping), must be keyword (ignore_above 2048)',
      'log.offset: is not mapped (dynamic: false), must be long',
      'src_geoip: is flattened, must be object',
    ]);
    expect(compareMapping({ enabled: false }, ours)).toHaveLength(1);
  });
});
