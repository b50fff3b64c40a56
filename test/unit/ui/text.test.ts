import { describe, expect, it } from 'vitest';
import { cells, clip, clipStart, pad, padLeft, safe, wrap } from '../../../src/ui/cells.ts';
import { clockTime } from '../../../src/ui/clock-time.ts';
import { bar, sparkline } from '../../../src/ui/draw.ts';
import { fitLine, type Line, span, spread } from '../../../src/ui/spans.ts';
import { paint, themeOf } from '../../../src/ui/theme.ts';
import { drawn, typed } from './kit.ts';

const textOf = (line: Line) => line.map(({ text }) => text).join('');

describe('text from outside', () => {
  it('is shown, not obeyed', () => {
    const hostile = 'a\u001b[2J\u0007\r\n\u202eb\u009b1m';
    expect(safe(hostile, drawn)).toBe('a\\u{1b}[2J\\u{7}\\u{d}\\u{a}\\u{202e}b\\u{9b}1m');
    expect(safe(hostile, typed)).toBe(safe(hostile, drawn));
  });

  it('is ASCII where the terminal has nothing else', () => {
    expect(safe('日志-é😀', typed)).toMatch(/^[\x20-\x7e]+$/);
    expect(safe('日志-é😀', drawn)).toBe('日志-é😀');
  });

  it('has no heaps of marks, and no length without an end', () => {
    expect(safe(`z${'\u0301'.repeat(500)}`, drawn)).toBe('z');
    expect(safe('x'.repeat(1e6), drawn)).toHaveLength(2000);
  });
});

describe('width', () => {
  it('is counted in columns', () => {
    expect([cells('abc'), cells('日志'), cells('é'), cells('😀')]).toEqual([3, 4, 1, 2]);
  });

  it('a cut is marked, and never wider than it may be', () => {
    expect(clip('abcdef', 4, drawn)).toBe('abc…');
    expect(clip('abcdef', 4, typed)).toBe('abc~');
    expect(clip('abcd', 4, drawn)).toBe('abcd');
    expect(clipStart('abcdef', 4, drawn)).toBe('…def');
    expect(clipStart('日志日志', 4, drawn)).toBe('…志');
    for (const width of [0, 1, 2, 3, 5]) {
      expect(cells(clip('日志日志', width, drawn))).toBeLessThanOrEqual(width);
      expect(cells(clipStart('日志日志', width, drawn))).toBeLessThanOrEqual(width);
    }
  });

  it('pads', () => {
    expect([pad('日', 4), padLeft('日', 4), pad('long', 2)]).toEqual(['日  ', '  日', 'long']);
  });

  it('wraps at words, and inside of those that are too long', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k']);
  });

  it('lines are exactly as wide as they are told to be', () => {
    expect(textOf(fitLine([span('abc'), span('def')], 8, drawn))).toBe('abcdef  ');
    expect(textOf(fitLine([span('abc'), span('def')], 5, drawn))).toBe('abcd…');
    expect(textOf(spread([span('left side')], [span('right')], 10, drawn))).toBe('left…right');
  });
});

describe('drawing', () => {
  it('a sparkline ends at the right, its largest value at full height', () => {
    expect(sparkline([0, 4, 8], 5, drawn.glyphs)).toBe('  ▁▅█');
    expect(sparkline([1, 2, 3, 4], 2, drawn.glyphs)).toBe('▇█');
    expect(sparkline([0, 0], 2, drawn.glyphs)).toBe('▁▁');
    expect(sparkline([], 3, drawn.glyphs)).toBe('   ');
    expect(sparkline([1, -1], 2, typed.glyphs)).toBe('#_');
    expect(sparkline([1], 0, typed.glyphs)).toBe('');
  });

  it('a bar', () => {
    expect(bar(0.5, 4, drawn.glyphs)).toBe('██░░');
    expect(bar(7, 4, typed.glyphs)).toBe('####');
    expect(bar(-1, 4, typed.glyphs)).toBe('....');
  });

  it('the time of a run', () => {
    expect([clockTime(0), clockTime(61.9), clockTime(360_000)]).toEqual([
      '00:00:00',
      '00:01:01',
      '100:00:00',
    ]);
  });
});

describe('the theme', () => {
  it('follows the locale, the first that is set', () => {
    expect(themeOf({ LANG: 'ja_JP.utf8' }).unicode).toBe(true);
    expect(themeOf({ LANG: 'C.UTF-8', LC_ALL: 'C' }).unicode).toBe(false);
    expect(themeOf({ LANG: 'C', LC_CTYPE: 'en_US.UTF-8' }).unicode).toBe(true);
    expect(themeOf({}).unicode).toBe(false);
  });

  it('has no colour, and nothing else that needs escape codes, when nobody wants it', () => {
    const painted = (environment: Record<string, string>) => paint('x', 'bad', themeOf(environment));
    expect(painted({ NO_COLOR: '1' })).toBe('x');
    expect(painted({ FORCE_COLOR: '0' })).toBe('x');
    expect(painted({ NO_COLOR: '1', FORCE_COLOR: '1' })).toBe('\u001b[1;35mx\u001b[22;39m');
    expect(painted({ NO_COLOR: '' })).toBe('\u001b[1;35mx\u001b[22;39m');
    expect(paint('x', undefined, themeOf({}))).toBe('x');
  });
});
