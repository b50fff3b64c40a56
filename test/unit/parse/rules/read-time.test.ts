import { describe, expect, it } from 'vitest';
import * as fast from '../../../../src/parse/compile/read-dates.ts';
import type { TimeFormat } from '../../../../src/parse/definition.ts';
import { lastSecond } from '../../../../src/parse/integers.ts';
import { isoText, readTime } from '../../../../src/parse/rules/read-time.ts';
import { Dice } from '../compile/hostile.ts';

const view = new DataView(new ArrayBuffer(256));
const bytes = Buffer.from(view.buffer);

/** As generated code reads it: ms, or -1. Behind the value are digits, which must not be read as its own. */
function readFast(format: TimeFormat, [value = '', other = '']: readonly string[]): number {
  bytes.fill('1');
  const length = bytes.write(value, 3);
  const otherLength = bytes.write(other, 120);
  const readers = {
    seconds: fast.readSecondsTime,
    milliseconds: fast.readMillisTime,
    iso: fast.readIsoTime,
    clf: fast.readClfTime,
  };
  const ms =
    format === 'date-and-time'
      ? fast.readDateAndTime(view, 3, length, 120, otherLength)
      : readers[format](view, 3, length);
  // No bound is later, whatever somebody configures.
  return ms <= lastSecond * 1000 + 999 ? ms : -1;
}

describe('readTime', () => {
  it.each<[TimeFormat, string[], string]>([
    ['seconds', ['1530570180'], '2018-07-02T22:23:00.000Z'],
    ['seconds', ['0'], '1970-01-01T00:00:00.000Z'],
    ['seconds', ['253402300799'], '9999-12-31T23:59:59.000Z'],
    ['milliseconds', ['1530570180186'], '2018-07-02T22:23:00.186Z'],
    ['milliseconds', ['5'], '1970-01-01T00:00:00.005Z'],
    ['iso', ['2018-07-02T22:23:00.186641Z'], '2018-07-02T22:23:00.186Z'],
    ['iso', ['2018-07-02T22:23:00.9999Z'], '2018-07-02T22:23:00.999Z'],
    ['iso', ['2018-07-02T22:23:00.5Z'], '2018-07-02T22:23:00.500Z'],
    ['iso', ['2018-07-02T22:23:00Z'], '2018-07-02T22:23:00.000Z'],
    ['iso', ['2018-07-02T22:23:00'], '2018-07-02T22:23:00.000Z'],
    ['iso', ['2018-07-02T22:23:00+09:30'], '2018-07-02T12:53:00.000Z'],
    ['iso', ['2018-07-02T22:23:00.1-0800'], '2018-07-03T06:23:00.100Z'],
    ['iso', ['2020-02-29T00:00:00Z'], '2020-02-29T00:00:00.000Z'],
    ['iso', ['2000-02-29T00:00:00Z'], '2000-02-29T00:00:00.000Z'],
    ['clf', ['06/Feb/2019:00:00:38 +0000'], '2019-02-06T00:00:38.000Z'],
    ['clf', ['06/Feb/2019:00:00:38 -0130'], '2019-02-06T01:30:38.000Z'],
    ['date-and-time', ['2019-12-04', '21:02:31'], '2019-12-04T21:02:31.000Z'],
  ])('%s %j', (format, values, expected) => {
    const time = readTime(format, values);
    expect(time && isoText(time)).toBe(expected);
  });

  it.each<[TimeFormat, string[]]>([
    ['seconds', ['1530570180.5']],
    ['seconds', ['01530570180']],
    ['seconds', ['253402300800']],
    ['milliseconds', ['253402300800000']],
    ['milliseconds', ['-1']],
    ['iso', ['2018-07-02 22:23:00Z']],
    ['iso', ['2018-07-02']],
    ['iso', ['2018-7-2T22:23:00Z']],
    ['iso', ['2018-07-02T22:23:00.Z']],
    ['iso', ['2018-07-02T22:23:00.1234567890Z']],
    ['iso', ['2018-07-02T24:00:00Z']],
    ['iso', ['2018-07-02T22:60:00Z']],
    ['iso', ['2018-07-02T22:23:60Z']],
    ['iso', ['2018-02-29T00:00:00Z']],
    ['iso', ['2100-02-29T00:00:00Z']],
    ['iso', ['2018-04-31T00:00:00Z']],
    ['iso', ['2018-00-10T00:00:00Z']],
    ['iso', ['2018-13-10T00:00:00Z']],
    ['iso', ['1969-12-31T23:59:59Z']],
    ['iso', ['1970-01-01T00:00:00+00:01']],
    ['iso', ['2018-07-02T22:23:00+24:00']],
    ['iso', ['2018-07-02T22:23:00Z ']],
    ['clf', ['06/feb/2019:00:00:38 +0000']],
    ['clf', ['30/Feb/2019:00:00:38 +0000']],
    ['clf', ['06/Feb/2019:00:00:38']],
    ['clf', ['06/Feb/2019 00:00:38 +0000']],
    ['date-and-time', ['2019-12-04', '21:02']],
    ['date-and-time', ['2019-12-04T', '21:02:31']],
    ['date-and-time', ['2019-12-04']],
  ])('is none: %s %j', (format, values) => {
    expect(readTime(format, values)).toBeUndefined();
    expect(readFast(format, values)).toBe(-1);
  });
});

describe('times as generated code reads them', () => {
  it('are those of readTime, over all days and with any byte anywhere', () => {
    const dice = new Dice(11);
    const forms: readonly [TimeFormat, (iso: string, ms: number) => string[]][] = [
      ['seconds', (_, ms) => [`${Math.floor(ms / 1000)}`]],
      ['milliseconds', (_, ms) => [`${ms}`]],
      ['iso', (iso) => [`${iso.slice(0, -1)}${dice.of(['', '7', '641'])}${dice.of(['Z', ''])}`]],
      ['iso', (iso) => [`${iso.slice(0, 19 + dice.of([0, 2, 3]))}Z`]],
      ['clf', (iso) => [clf(iso)]],
      ['date-and-time', (iso) => [iso.slice(0, 10), iso.slice(11, 19)]],
    ];
    const wrong: unknown[] = [];
    let found = 0;
    for (let n = 0; n < 60_000; n += 1) {
      const ms = Date.UTC(1970, 0, 1) + ((n * 48_611_723_041) % 253_402_300_800_000);
      const [format, write] = dice.of(forms);
      const values = write(new Date(ms).toISOString(), ms);
      if (n % 3 === 0) {
        const text = values[0] ?? '';
        const at = dice.below(text.length);
        values[0] = `${text.slice(0, at)}${dice.of([...'0123456789/:-.TZ +x'])}${text.slice(at + 1)}`;
      }
      const time = readTime(format, values);
      const expected = time === undefined ? -1 : time.seconds * 1000 + time.millis;
      const got = readFast(format, values);
      // What is rare may be left to the interpreter.
      if (got === expected && got !== -1) found += 1;
      else if (got !== -1) wrong.push([format, values, got, expected]);
    }
    expect(wrong).toEqual([]);
    expect(found).toBeGreaterThan(35_000);
  });
});

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function clf(iso: string): string {
  return `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
