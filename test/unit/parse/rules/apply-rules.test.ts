import { describe, expect, it } from 'vitest';
import type { Rule, RuleDerived } from '../../../../src/parse/definition.ts';
import { applyRules } from '../../../../src/parse/rules/apply-rules.ts';
import { objectNames } from '../../../../src/parse/rules/object-names.ts';
import { ruleTree } from '../../../../src/parse/rules/tree.ts';
import { onePlace } from '../support.ts';

const time: Rule = { kind: 'time', to: '@timestamp', from: ['start'], format: 'seconds' };
const object = { bucket: { name: 'logs' }, object: { key: 'k' } };
const bounds = { geo: onePlace, absent: '-', object, earliest: 1_500_000_000, latest: 1_600_000_000 };

function apply(rules: readonly Rule[], given: Readonly<Record<string, string | undefined>>) {
  const values = new Map(Object.entries({ start: '1583680014', ...given }));
  const tree = ruleTree([time, ...rules], { fields: [...values.keys()], taken: ['dropped'] });
  const applied = applyRules(tree, values, bounds);
  return typeof applied === 'string' ? applied : JSON.stringify(applied.document).slice(40);
}

const text = (to: string, from: string): Rule => ({ kind: 'value', to, from, as: 'text' });

describe('applyRules', () => {
  it.each<[string, Rule[], Record<string, string | undefined>, string]>([
    ['a value', [text('a.b', 'x')], { x: 'y' }, ',"a":{"b":"y"}}'],
    ['lower case', [{ ...text('a', 'x'), as: 'lower' } as Rule], { x: 'ÄGet' }, ',"a":"äget"}'],
    ['no object without a member', [text('a.b.c', 'x'), text('a.d', 'nowhere')], { x: undefined }, '}'],
    [
      'objects in the order of their first rule',
      [text('a.b', 'x'), text('c', 'y'), text('a.d', 'z')],
      { x: undefined, y: '1', z: '2' },
      ',"a":{"d":"2"},"c":"1"}',
    ],
    ['the first alternative', [text('a', 'x'), text('a', 'y')], { x: '1', y: '2' }, ',"a":"1"}'],
    ['another alternative', [text('a', 'x'), text('a', 'y')], { x: undefined, y: '2' }, ',"a":"2"}'],
    [
      'a constant where nothing else is',
      [text('a', 'x'), { kind: 'constant', to: 'a', value: ['p', 'q'] }],
      {},
      ',"a":["p","q"]}',
    ],
    [
      'a constant with a value',
      [{ kind: 'constant', to: 'a', value: 'p', when: 'x' }],
      { x: '1' },
      ',"a":"p"}',
    ],
    ['none without it', [{ kind: 'constant', to: 'a', value: 'p', when: 'x' }], { x: undefined }, '}'],
    ['a meaning', [{ kind: 'lookup', to: 'a', from: 'x', table: { 6: 'tcp' } }], { x: '6' }, ',"a":"tcp"}'],
    ['none', [{ kind: 'lookup', to: 'a', from: 'x', table: {} }], { x: 'toString' }, '}'],
    [
      'distinct values',
      [{ kind: 'list', to: 'a', from: ['x', 'y', 'z'] }],
      { x: '1', y: '2', z: '1' },
      ',"a":["1","2"]}',
    ],
    ['no empty list', [{ kind: 'list', to: 'a', from: ['x', 'y'] }], { x: undefined }, '}'],
    ['numbers to the letter', [{ ...text('a', 'x'), as: 'decimal' } as Rule], { x: '-0.10' }, ',"a":-0.10}'],
    [
      'integers above 2^53 digit for digit',
      [{ ...text('a', 'x'), as: 'integer' } as Rule],
      { x: '9223372036854775807' },
      ',"a":9223372036854775807}',
    ],
    [
      'the rest',
      [text('a', 'x'), { kind: 'rest', to: 'r' }],
      { x: '1', 'b-c': '2', dropped: '3' },
      ',"a":"1","r":{"b_c":"2"}}',
    ],
    [
      'no rest where another rule writes',
      [{ kind: 'rest', to: 'r' }, text('r.b.c', 'x'), text('r.d', 'y')],
      { x: '1', y: '2', b: '3', d: '4', e: '5' },
      ',"r":{"e":"5","b":{"c":"1"},"d":"2"}}',
    ],
  ])('writes %s', (_, rules, values, expected) => {
    expect(apply(rules, values)).toBe(expected);
  });

  it.each<[string, Rule[], Record<string, string | undefined>, string]>([
    ['no time', [], { start: undefined }, 'start has no value, and it is the time of the event'],
    ['a bad time', [], { start: '1.5' }, 'start is not a time (seconds) within the accepted window'],
    [
      'a time too early',
      [],
      { start: '1499999999' },
      'start is not a time (seconds) within the accepted window',
    ],
    [
      'a time too late',
      [],
      { start: '1600000001' },
      'start is not a time (seconds) within the accepted window',
    ],
    [
      'no number',
      [{ ...text('a', 'x'), as: 'integer' } as Rule],
      { x: '-1' },
      'x is not a whole number up to 2^63-1',
    ],
    ...['1.', '.5', '+1', '01', '1e5', '1'.repeat(19), `0.${'1'.repeat(19)}`].map(
      (x): [string, Rule[], Record<string, string>, string] => [
        `the decimal ${x}`,
        [{ ...text('a', 'x'), as: 'decimal' } as Rule],
        { x },
        'x is not a decimal number',
      ],
    ),
  ])('says why there is no document: %s', (_, rules, values, reason) => {
    expect(apply(rules, values)).toBe(reason);
  });

  it.each([
    ['before-last', '10.0.0.1:443', '10.0.0.1'],
    ['before-last', '2600::1:443', '2600::1'],
    ['before-last', 'host', 'host'],
    ['before-last', ':443', undefined],
    ['before-last', '-:443', undefined],
    ['behind-last', '10.0.0.1:443', '443'],
    ['behind-last', 'host', undefined],
    ['behind-last', 'host:', undefined],
    ['behind-last', 'host:-', undefined],
  ] as const)('takes a part: %s of %s', (kind, x, expected) => {
    const rule: Rule = { kind: 'value', to: 'a', from: 'x', as: 'text', part: { kind, mark: ':' } };
    expect(apply([rule], { x })).toBe(expected === undefined ? '}' : `,"a":"${expected}"}`);
  });

  it.each([
    [0, 'GET'],
    [1, 'http://x/'],
    [2, undefined],
    [3, undefined],
  ])('takes word %i', (number, expected) => {
    const rule: Rule = { kind: 'value', to: 'a', from: 'x', as: 'text', part: { kind: 'word', number } };
    expect(apply([rule], { x: 'GET http://x/ -' })).toBe(
      expected === undefined ? '}' : `,"a":"${expected}"}`,
    );
  });
});

describe('places', () => {
  const place = (names: 'article' | 'ecs'): Rule => ({
    kind: 'place',
    to: 'end',
    from: ['x', 'y'],
    names,
    failureTag: 'lost',
  });
  const tagsOf = (rule: Rule, x: string | undefined) => {
    const values = new Map([
      ['start', '1583680014'],
      ['x', x],
    ] as [string, string | undefined][]);
    const applied = applyRules(
      ruleTree([time, rule], { fields: [...values.keys()], taken: [] }),
      values,
      bounds,
    );
    return typeof applied === 'string' ? applied : applied.tags;
  };

  it.each([
    ['article', '54.187.220.203', '{"ip":"54.187.220.203","country_code2":"US"}', []],
    ['article', '10.0.0.1', '{}', ['lost']],
    ['article', undefined, undefined, ['lost']],
    ['ecs', '54.187.220.203', '{"geo":{"country_iso_code":"US"}}', []],
    ['ecs', '10.0.0.1', undefined, ['lost']],
    ['ecs', undefined, undefined, ['lost']],
  ] as const)('by the names of %s: %s', (names, x, expected, tags) => {
    expect(apply([place(names)], { x })).toBe(expected === undefined ? '}' : `,"end":${expected}}`);
    expect(tagsOf(place(names), x)).toEqual(tags);
  });

  it('are of the first field with a value', () => {
    expect(apply([place('ecs')], { x: undefined, y: '54.187.220.203' })).toContain('US');
    expect(apply([place('ecs')], { x: '10.0.0.1', y: '54.187.220.203' })).toBe('}');
  });

  it('are no failure where the line has no such field', () => {
    const applied = applyRules(
      ruleTree([time, place('ecs')], { fields: [], taken: [] }),
      new Map([['start', '1583680014']]),
      bounds,
    );
    expect(applied).toMatchObject({ tags: [] });
  });
});

describe('what is made of several fields', () => {
  const ends = (what: RuleDerived, ...more: string[]): Rule => ({
    ...{ kind: 'derived', to: 'a', what },
    from: [
      ['p', 'q', ...more],
      ['x', 'y', ...more],
    ],
  });
  const numbers = { n: '17', s: '54585', d: '53' };
  it.each<[string, Rule, Record<string, string | undefined>, string | undefined]>([
    ['direction', ends('direction'), { x: '10.0.0.1', y: '8.8.8.8' }, 'outbound'],
    [
      'the first choice',
      ends('direction'),
      { x: '10.0.0.1', y: '8.8.8.8', p: '1.1.1.1', q: '8.8.8.8' },
      'external',
    ],
    [
      'a choice that is half there',
      ends('direction'),
      { x: '10.0.0.1', y: '10.0.0.2', p: '1.1.1.1' },
      'internal',
    ],
    ['an end without a value', ends('direction'), { x: '10.0.0.1', y: undefined }, undefined],
    [
      'Community ID',
      ends('community-id', 'n', 's', 'd'),
      { x: '192.168.1.52', y: '8.8.8.8', ...numbers },
      '1:d/FP5EW3wiY1vCndhwleRRKHowQ=',
    ],
    ['no such fields', ends('community-id', 'n', 's', 'd'), { x: '192.168.1.52', y: '8.8.8.8' }, undefined],
    ['IPv4', { kind: 'derived', to: 'a', what: 'ip-version', from: [['x']] }, { x: '1.2.3.4' }, 'ipv4'],
    [
      'IPv6',
      { kind: 'derived', to: 'a', what: 'ip-version', from: [['x']] },
      { x: '::ffff:1.2.3.4' },
      'ipv6',
    ],
    ['no address', { kind: 'derived', to: 'a', what: 'ip-version', from: [['x']] }, { x: '12' }, undefined],
  ])('%s', (_, rule, given, expected) => {
    expect(apply([rule], given)).toBe(expected === undefined ? '}' : `,"a":"${expected}"}`);
  });

  it('names the object', () => {
    expect(apply([{ kind: 'object', to: 'aws.s3' }], {})).toBe(`,"aws":{"s3":${JSON.stringify(object)}}}`);
  });

  it.each([
    ['s3://logs/AWSLogs/x y.log.gz', { bucket: { name: 'logs' }, object: { key: 'AWSLogs/x y.log.gz' } }],
    ['s3://logs/a//b\n', { bucket: { name: 'logs' }, object: { key: 'a//b\n' } }],
    ['/home/s3://logs/x', undefined],
    ['-', undefined],
  ])('%j: %j', (uri, expected) => {
    expect(objectNames({ uri })).toEqual(expected);
  });
});

describe('ruleTree', () => {
  it.each<[string, Rule[]]>([
    ['a value is where an object is', [time, text('a.b', 'x'), text('a', 'x')]],
    ['an object is where a value is', [time, text('a', 'x'), text('a.b', 'x')]],
    [
      'a place has an alternative',
      [time, text('a', 'x'), { kind: 'place', to: 'a', from: ['y'], names: 'article' }],
    ],
    [
      'a value is where a network is',
      [time, text('a.as.number', 'x'), { kind: 'place', to: 'a', from: ['y'], names: 'ecs' }],
    ],
    ['they write what all documents have', [time, text('log.x', 'x')]],
    ['there is no event time', [text('a', 'x')]],
    ['the event time is a text', [text('@timestamp', 'x')]],
  ])('refuses rules when %s', (_, rules) => {
    expect(() => ruleTree(rules, { fields: ['x'], taken: [] })).toThrow();
  });
});
