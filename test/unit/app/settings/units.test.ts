import { describe, expect, it } from 'vitest';
import { count, duration, flag, paths, size } from '../../../../src/app/settings/units.ts';

describe('durations', () => {
  it.each([
    ['90', 90],
    [90, 90],
    ['500ms', 0.5],
    ['5m', 300],
    ['2h', 7200],
    ['1d', 86_400],
    ['1.5 h', 5400],
  ])('%s is %d s', (text, seconds) => {
    expect(duration(0, 1e6).parse(text)).toBe(seconds);
  });

  it.each(['', 'soon', '5 minutes', '-1', '1e3', '5M', '0x10', ' '])('%j is refused', (text) => {
    expect(duration(0, 1e6).safeParse(text).success).toBe(false);
  });

  it('says what it may be', () => {
    expect(duration(2, 60).safeParse('1s').error?.issues[0]?.message).toBe('must be at least 2 s');
    expect(duration(2, 60).safeParse('2m').error?.issues[0]?.message).toBe('must be at most 60 s');
    expect(duration(2, 60).safeParse({}).error?.issues[0]?.message).toBe('must be like 30s, 5m or 2h');
  });
});

describe('sizes', () => {
  it.each([
    ['5MiB', 5_242_880],
    ['512 KB', 512_000],
    [1024, 1024],
    ['1GiB', 1_073_741_824],
  ])('%s is %d bytes', (text, bytes) => {
    expect(size(0, 1e12).parse(text)).toBe(bytes);
  });

  it.each(['5mib', 'big', '1.5'])('%j is refused', (text) => {
    expect(size(0, 1e12).safeParse(text).success).toBe(false);
  });
});

describe('counts and switches', () => {
  it('takes text and numbers alike', () => {
    expect(count(1, 10).parse('7')).toBe(7);
    expect(count(1, 10).parse(7)).toBe(7);
    expect(['false', '0', 'No', 'off'].map((word) => flag().parse(word))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(['true', '1', 'Yes', 'on'].map((word) => flag().parse(word))).toEqual([true, true, true, true]);
    expect(flag().parse(true)).toBe(true);
  });

  it.each(['0', '11', '1.5', 'seven', '', '1e1', null])('%j is refused', (text) => {
    expect(count(1, 10).safeParse(text).success).toBe(false);
  });

  it('refuses what is neither true nor false', () => {
    expect(flag().safeParse('maybe').success).toBe(false);
  });
});

describe('paths', () => {
  it('come as one text or as several, and may hold spaces', () => {
    expect(paths().parse('/a b/c.mmdb, d.mmdb')).toEqual(['/a b/c.mmdb', 'd.mmdb']);
    expect(paths().parse(['/a b/c.mmdb', 'd.mmdb'])).toEqual(['/a b/c.mmdb', 'd.mmdb']);
  });

  it.each([[''], [5], [['']], [null]])('%j is refused', (value) => {
    expect(paths().safeParse(value).success).toBe(false);
  });
});
