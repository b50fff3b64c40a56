import { describe, expect, it } from 'vitest';
import { convert } from '../../../../src/parse/own/convert.ts';
import { cutCsv } from '../../../../src/parse/own/csv.ts';
import { compileExpression, expression } from '../../../../src/parse/own/expression.ts';
import { compileTimePattern } from '../../../../src/parse/own/time-pattern.ts';

const csv = { separator: ',', quote: '"' };

it.each([
  ['a,b,c', ['a', 'b', 'c']],
  ['a,,', ['a', '', '']],
  ['"a,b","say ""hi""",c', ['a,b', 'say "hi"', 'c']],
  ['"a"', ['a']],
  ['"a', 'a quotation mark is not closed'],
  ['"a"b,c', 'text follows a closing quotation mark'],
])('CSV: %s', (line, values) => {
  expect(cutCsv(line, csv)).toEqual(values);
});

describe('times by a pattern', () => {
  const now = () => Date.parse('2026-01-02T00:00:00Z');
  it.each([
    ['yyyy-MM-dd HH:mm:ss', 'UTC', '2026-11-23 01:02:03', '2026-11-23T01:02:03.000Z'],
    ['yyyy-MM-dd HH:mm:ss.SSS', 'Asia/Tokyo', '2026-11-23 09:02:03.250', '2026-11-23T00:02:03.250Z'],
    ['dd/MMM/yyyy:HH:mm:ss Z', 'Asia/Tokyo', '10/Oct/2000:13:55:36 -0700', '2000-10-10T20:55:36.000Z'],
    ["yyyy-MM-dd'T'HH:mm:ssXXX", 'UTC', '2026-11-23T01:02:03+05:30', '2026-11-22T19:32:03.000Z'],
    ['M/d/yyyy h:mm a', 'UTC', '1/2/2026 12:05 AM', '2026-01-02T00:05:00.000Z'],
    // Clocks were set back at 03:00 on this day, and forward at 02:00 on the next one.
    ['yyyy-MM-dd HH:mm', 'Europe/Berlin', '2026-10-25 02:30', '2026-10-25T00:30:00.000Z'],
    ['yyyy-MM-dd HH:mm', 'Europe/Berlin', '2026-03-29 02:30', '2026-03-29T01:30:00.000Z'],
    ['yyyy-MM-dd HH:mm', 'Europe/Berlin', '2026-07-01 02:30', '2026-07-01T00:30:00.000Z'],
    // A log without years: that of now, and never of days to come.
    ['MMM d HH:mm:ss', 'UTC', 'Jan  1 10:00:00', '2026-01-01T10:00:00.000Z'],
    ['MMM d HH:mm:ss', 'UTC', 'Dec 31 10:00:00', '2025-12-31T10:00:00.000Z'],
    ['yyyy-MM-dd HH:mm:ss', 'UTC', '2026-02-30 01:02:03', undefined],
    ['yyyy-MM-dd HH:mm:ss', 'UTC', '2026-02-03 25:02:03', undefined],
    ['yyyy-MM-dd HH:mm:ss', 'UTC', '2026-02-03 01:02:03Z', undefined],
  ])('%s in %s: %s', (pattern, zone, text, iso) => {
    const compiled = compileTimePattern(pattern, zone, now);
    if (compiled.kind === 'mistake') throw new Error(compiled.what);
    const seconds = compiled.read(text);
    expect(seconds === undefined ? undefined : new Date(Math.round(seconds * 1000)).toISOString()).toBe(iso);
  });

  it.each([
    ['yyyy-MM-dd', 'needs a month, a day, an hour and a minute'],
    ['yyyy-MM-dd QQ:mm', 'has QQ, which stands for nothing'],
    ["yyyy-MM-dd'T HH:mm", 'single quote'],
    ['yyyy-MM-dd hh:mm', 'needs h and a together'],
    ['yyyy-MM-dd HH:mm mm', 'names the minute twice'],
  ])('%s is none: %s', (pattern, what) => {
    const compiled = compileTimePattern(pattern, 'UTC');
    expect(compiled.kind === 'mistake' && compiled.what).toContain(what);
  });
});

describe('expressions', () => {
  it('take time in proportion to the text where others never end', () => {
    const text = `${'a'.repeat(2 ** 20 - 1)}b`;
    expect(expression('(a+)+$').test(text)).toBe(false);
    expect(expression('(?<x>(a|aa)+)$').groups(text)).toBe('none');
  });

  it('refuse a text that is too long for their size, and replacements that would look at it too often', () => {
    const large = expression('(?<x>(a{0,30}){30})$');
    expect(large.test('a'.repeat(200_000))).toBeUndefined();
    // Each match looks for a b to the end, and there is none.
    expect(expression('a*b|a').replaced('a'.repeat(50_000), '')).toBeUndefined();
  });

  it.each([
    ['(?=a)', 'is no expression of RE2'],
    ['a'.repeat(8193), 'is longer than 8192 characters'],
    ['((a{30}){30})'.repeat(12), 'is too large'],
  ])('%s is none', (source, what) => {
    const compiled = compileExpression(source);
    expect(compiled.kind === 'mistake' && compiled.what).toContain(what);
  });

  it('replace with groups', () => {
    const mask = expression(String.raw`(?<user>\w+)@(\w+)`);
    expect(mask.replaced('a@b, c@d', ['$2 at $', '{user} for $$1'].join(''))).toBe(
      'b at a for $1, d at c for $1',
    );
    expect(expression('x*').replaced('ab', '-')).toBe('-a-b-');
  });
});

it.each([
  ['12', 'integer', '12'],
  ['-9223372036854775808', 'integer', '-9223372036854775808'],
  ['9223372036854775808', 'integer', undefined],
  ['012', 'integer', undefined],
  ['1.5', 'integer', undefined],
  ['0.050', 'decimal', '0.050'],
  ['NaN', 'decimal', undefined],
  ['True', 'boolean', 'true'],
  ['maybe', 'boolean', undefined],
  [12, 'text', '"12"'],
] as const)('%j as %s', (value, to, json) => {
  expect(JSON.stringify(convert(value, to))).toBe(json);
});
