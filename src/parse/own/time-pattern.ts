import { lastSecond } from '../integers.ts';

/** Reads a time by a pattern: s since the epoch, with its fraction, or undefined when the text is none. */
export type ReadTime = (text: string) => number | undefined;

export type CompiledTimePattern =
  | { readonly kind: 'pattern'; readonly read: ReadTime }
  | { readonly kind: 'mistake'; readonly what: string };

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const monthNames =
  'january february march april may june july august september october november december'.split(' ');

/** What each run of letters stands for, as a part of an expression with one group. Letters as in Java and Joda. */
const letters: Readonly<Record<string, readonly [part: Part, source: string]>> = {
  yyyy: ['year', String.raw`\d{4}`],
  yy: ['shortYear', String.raw`\d{2}`],
  MMMM: ['monthName', '[A-Za-z]{3,9}'],
  MMM: ['monthName', '[A-Za-z]{3}'],
  MM: ['month', String.raw`\d{2}`],
  M: ['month', String.raw`\d{1,2}`],
  dd: ['day', String.raw`\d{2}`],
  d: ['day', String.raw` ?\d{1,2}`],
  HH: ['hour', String.raw`\d{2}`],
  H: ['hour', String.raw`\d{1,2}`],
  hh: ['hour12', String.raw`\d{2}`],
  h: ['hour12', String.raw`\d{1,2}`],
  a: ['half', '[AaPp][Mm]'],
  mm: ['minute', String.raw`\d{2}`],
  ss: ['second', String.raw`\d{2}`],
  EEE: ['weekday', '[A-Za-z]{3}'],
  Z: ['offset', String.raw`Z|[+-]\d{2}:?\d{2}`],
  ZZ: ['offset', String.raw`Z|[+-]\d{2}:?\d{2}`],
  XXX: ['offset', String.raw`Z|[+-]\d{2}:?\d{2}`],
};

type Part =
  | 'year'
  | 'shortYear'
  | 'month'
  | 'monthName'
  | 'day'
  | 'hour'
  | 'hour12'
  | 'half'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'weekday'
  | 'offset';

const pieces = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+/g;

/**
 * `yyyy-MM-dd HH:mm:ss.SSS`: text in single quotes stands for itself. `zone`: the IANA name of the local time where the text
 * has no offset of its own. Without a year, it is that of `now` (ms since the epoch), or the one before for a time to come.
 */
export function compileTimePattern(
  pattern: string,
  zone: string,
  now: () => number = Date.now,
): CompiledTimePattern {
  const parts: Part[] = [];
  let source = '';
  let covered = 0;
  for (const match of pattern.matchAll(pieces)) {
    const [text, quoted] = match;
    covered += text.length;
    if (quoted !== undefined) source += escaped(quoted === '' ? "'" : quoted.replaceAll("''", "'"));
    else if (!/[A-Za-z]/.test(text)) source += escaped(text);
    else {
      const [part, one] = partOf(text) ?? [];
      if (!part || !one) return mistake(`has ${text}, which stands for nothing; text goes in single quotes`);
      if (parts.includes(part)) return mistake(`names the ${part} twice`);
      parts.push(part);
      source += `(${one})`;
    }
  }
  if (covered !== pattern.length) return mistake('has a single quote that is not closed');
  const day = ['day', 'hour', 'minute'].every((part) => parts.some((one) => one.startsWith(part)));
  if (!day || !parts.some((part) => part.startsWith('month'))) {
    return mistake('needs a month, a day, an hour and a minute');
  }
  if (parts.includes('hour12') !== parts.includes('half')) return mistake('needs h and a together');
  return { kind: 'pattern', read: readerOf(new RegExp(`^${source}$`), parts, zone, now) };
}

function mistake(what: string): CompiledTimePattern {
  return { kind: 'mistake', what };
}

function partOf(text: string): readonly [Part, string] | undefined {
  if (/^S{1,9}$/.test(text)) return ['fraction', String.raw`\d{${text.length}}`];
  return Object.hasOwn(letters, text) ? letters[text] : undefined;
}

function escaped(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9 ]/g, String.raw`\$&`);
}

/** The expression has no repetition of a repetition: its time is in proportion to the pattern. */
function readerOf(expression: RegExp, parts: readonly Part[], zone: string, now: () => number): ReadTime {
  const offsetAt = zoneOffsets(zone);
  return (text) => {
    const match = expression.exec(text);
    if (!match) return undefined;
    const has = (name: Part) => parts.includes(name);
    const part = (name: Part) => (has(name) ? (match[parts.indexOf(name) + 1] ?? '') : '');
    const month = has('monthName') ? monthOf(part('monthName')) : Number(part('month'));
    const hour = has('half') ? halfHour(Number(part('hour12')), part('half')) : Number(part('hour'));
    const [day, minute, second] = [Number(part('day')), Number(part('minute')), Number(part('second'))];
    const fraction = has('fraction') ? Number(`0.${part('fraction')}`) : 0;
    const read = (year: number): number | undefined => {
      const local = wholeSeconds(year, month, day, hour, minute, second);
      if (local === undefined) return undefined;
      const offset = has('offset') ? offsetOf(part('offset')) : offsetAt(local);
      return offset === undefined ? undefined : local - offset + fraction;
    };
    if (has('year')) return read(Number(part('year')));
    if (has('shortYear')) return read(2000 + Number(part('shortYear')));
    const year = new Date(now()).getUTCFullYear();
    const time = read(year);
    // A line of December that is read in January.
    return time !== undefined && time <= now() / 1000 + 86_400 ? time : read(year - 1);
  };
}

function monthOf(name: string): number {
  const lower = name.toLowerCase();
  return months.indexOf(lower) + 1 || monthNames.indexOf(lower) + 1 || Number.NaN;
}

function halfHour(hour: number, half: string): number {
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

/** As if the time were UTC. Undefined: there is no such day, or no such time of the day. */
function wholeSeconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, Math.min(second, 59), 0);
  const same = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  // A leap second is counted as the one before it.
  if (!same || date.getUTCMinutes() !== minute || second > 60) return undefined;
  const seconds = date.getTime() / 1000;
  return seconds <= lastSecond ? seconds : undefined;
}

/** s */
function offsetOf(text: string): number | undefined {
  if (text === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(text) ?? [];
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  return Number(hours) > 23 || Number(minutes) > 59 ? undefined : sign === '-' ? -seconds : seconds;
}

/**
 * The offset of a zone at a local time, both in s. Where clocks are set back the earlier of the two times is meant; a time that
 * they leap over is counted on from before.
 */
function zoneOffsets(zone: string): (local: number) => number {
  if (zone === 'UTC') return () => 0;
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone: zone,
    timeZoneName: 'longOffset',
  });
  const at = (seconds: number): number => {
    const name =
      format.formatToParts(seconds * 1000).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    return offsetOf(name.replace('GMT', '')) ?? 0;
  };
  return (local) => {
    const before = at(local - 86_400);
    return at(local - before) === before ? before : sameOr(at, local, before);
  };
}

function sameOr(at: (seconds: number) => number, local: number, before: number): number {
  const after = at(local + 86_400);
  return at(local - after) === after ? after : before;
}
