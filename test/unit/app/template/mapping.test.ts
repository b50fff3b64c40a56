import { describe, expect, it } from 'vitest';
import { globMatches } from '../../../../src/app/template/glob.ts';
import { flattenMapping, mergeMappings } from '../../../../src/app/template/mapping.ts';

const keyword = { type: 'keyword' };

describe('flattenMapping', () => {
  it('reads dotted names and nested properties alike', () => {
    const nested = { properties: { log: { properties: { file: { properties: { path: keyword } } } } } };
    const fields = [...flattenMapping({ properties: { 'log.file.path': keyword } })];
    expect(fields).toEqual([...flattenMapping(nested)]);
    expect(fields.at(-1)).toEqual(['log.file.path', keyword]);
  });

  it.each([undefined, null, [], 'text', { properties: 7 }])('finds nothing in %j', (odd) => {
    expect(flattenMapping(odd).size).toBe(0);
  });
});

describe('mergeMappings', () => {
  it('merges deep, and the first wins', () => {
    const over = { properties: { a: { type: 'ip' } }, dynamic: false };
    const under = { properties: { a: keyword, b: keyword }, dynamic: true };
    expect(mergeMappings(over, under)).toEqual({
      properties: { a: { type: 'ip' }, b: keyword },
      dynamic: false,
    });
    expect(mergeMappings(over, undefined)).toEqual(over);
    expect(mergeMappings({}, under)).toEqual(under);
  });

  it('merges dynamic templates by name, those of the first in front', () => {
    const rule = (type: string) => ({ mapping: { type } });
    const over = [{ x: rule('ip') }, { y: rule('ip') }];
    const under = [{ z: rule('text') }, { x: { match: '*', ...rule('text') } }];
    expect(mergeMappings(over, under)).toEqual([
      { x: { match: '*', ...rule('ip') } },
      { y: rule('ip') },
      { z: rule('text') },
    ]);
  });
});

describe('globMatches', () => {
  it.each([
    ['*', '', true],
    ['flows', 'flows', true],
    ['flows', 'flows-1', false],
    ['flows-*', 'flows-', true],
    ['flows-*', 'xflows-1', false],
    ['*-1', 'flows-1', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c', false],
    ['ab*ba', 'aba', false],
    ['a*b*ba', 'a-ba', false],
    ['a**c', 'abc', true],
    ['a.c', 'abc', false],
  ])('%s takes %s: %s', (pattern, name, matches) => {
    expect(globMatches(pattern, name)).toBe(matches);
  });

  it('makes no expression of it, which would try every way to cut the name (R15)', () => {
    expect(globMatches(`${'*a'.repeat(500)}*b*c`, `${'a'.repeat(50_000)}c`)).toBe(false);
  });
});
