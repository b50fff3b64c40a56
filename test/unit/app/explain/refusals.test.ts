import { describe, expect, it } from 'vitest';
import { refusals } from '../../../../src/app/explain/refusals.ts';
import { templateFor } from '../../../helpers/template-kit.ts';

const mapped = (field: object) => ({ properties: { f: field } });

describe('refusals', () => {
  it.each([
    [{ type: 'keyword' }, ['x', 1]],
    [{ type: 'text' }, ['x', 1]],
    [{ type: 'long' }, [1, 2 ** 60, '12', '-1.5']],
    [{ type: 'byte' }, [127]],
    [{ type: 'float' }, [1.5, '1.5']],
    [{ type: 'ip' }, ['192.0.2.1', '2001:db8::1']],
    [{ type: 'date' }, ['2020-03-08T15:06:54.000Z', 1583680014]],
    [{ type: 'date', format: 'epoch_second' }, [1583680014, '1583680014']],
    [{ type: 'boolean' }, [true, 'false']],
    [{ type: 'geo_point' }, [{ lat: 1, lon: 2 }]],
    [{ type: 'flattened' }, [{ a: 1 }]],
    [{ type: 'nested' }, [{ a: 1 }]],
    [{ type: 'object', enabled: false }, ['x', { a: 1 }]],
    [{ type: 'long', ignore_malformed: true }, ['x']],
    [{ type: 'some_new_type' }, ['x', 1]],
    [{ type: 'constant_keyword', value: 'x' }, ['x']],
  ])('%j takes %j', (field, values) => {
    expect(
      refusals(
        mapped(field),
        values.map((f) => ({ f })),
      ),
    ).toEqual([]);
  });

  it.each([
    [{ type: 'long' }, 'x'],
    [{ type: 'long', coerce: false }, '12'],
    [{ type: 'byte' }, 1000],
    [{ type: 'integer' }, 2 ** 40],
    [{ type: 'float' }, '1.2.3.4'],
    [{ type: 'ip' }, 'Boardman'],
    [{ type: 'ip' }, 5],
    [{ type: 'date' }, 'ACCEPT'],
    [{ type: 'date', format: 'epoch_second' }, '2020-03-08T15:06:54.000Z'],
    [{ type: 'date', format: 'strict_date_optional_time' }, 1583680014],
    [{ type: 'boolean' }, 'yes'],
    [{ type: 'geo_point' }, { a: 1 }],
    [{ type: 'keyword' }, { a: 1 }],
    [{ properties: {} }, 'x'],
    [{ type: 'alias', path: 'g' }, 'x'],
    [{ type: 'constant_keyword', value: 'x' }, 'y'],
  ])('%j refuses %j', (field, f) => {
    expect(refusals(mapped(field), [{ f }])).toMatchObject([{ path: 'f', value: JSON.stringify(f) }]);
  });

  it('looks into objects and lists, and says each field once', () => {
    const mapping = { properties: { a: { properties: { b: { type: 'ip' } } }, tags: { type: 'long' } } };
    const document = { a: { b: 'x' }, tags: ['1', 'y', 'z'], empty: null };
    expect(refusals(mapping, [document, document])).toEqual([
      { path: 'a.b', is: 'ip', value: '"x"' },
      { path: 'tags', is: 'long', value: '"y"' },
    ]);
  });

  it('knows names with dots, as templates have them', () => {
    expect(refusals({ properties: { 'a.b': { type: 'ip' } } }, [{ a: { b: 'x' } }])).toMatchObject([
      { path: 'a.b' },
    ]);
  });

  it.each([
    [{ dynamic: 'strict' }, [{ path: 'f', is: 'not mapped (dynamic: strict)', value: '"x"' }]],
    [{ dynamic: 'false' }, []],
    [{ dynamic: true }, []],
    [{ enabled: false }, []],
    [
      { dynamic_templates: [{ all: { match: '*', mapping: { type: 'ip' } } }] },
      [{ path: 'f', is: 'ip', value: '"x"' }],
    ],
  ])('a field that is not mapped, under %j', (mapping, found) => {
    expect(refusals(mapping, [{ f: 'x' }])).toEqual(found);
  });

  it("logflow's own mapping takes an empty place, and a value that is long is cut", () => {
    const { mappings } = templateFor('vpcflowlogs-{yyyy}');
    expect(
      refusals(mappings, [{ src_geoip: {}, dst_geoip: { location: { lat: 1, lon: 2 } }, bytes: 1 }]),
    ).toEqual([]);
    const [refusal] = refusals(mapped({ type: 'ip' }), [{ f: 'x'.repeat(500) }]);
    expect(refusal?.value.length).toBe(60);
  });
});
