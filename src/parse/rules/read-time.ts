import { never } from '../../model/errors.ts';
import type { TimeFormat } from '../definition.ts';
import { isCanonicalInteger, lastSecond } from '../integers.ts';

/** A time since the epoch, not before it, up to the end of the year 9999. */
export interface ReadTime {
  readonly seconds: number;
  /** From 0 to 999, behind the seconds. What is finer is cut off. */
  readonly millis: number;
}

const date = '([0-9]{4})-([0-9]{2})-([0-9]{2})';
const time = '([0-9]{2}):([0-9]{2}):([0-9]{2})';
const isoDate = new RegExp(`^${date}T${time}(?:\\.([0-9]{1,9}))?(?:Z|([+-])([0-9]{2}):?([0-9]{2}))?$`);
const dateAlone = new RegExp(`^${date}$`);
const timeAlone = new RegExp(`^${time}$`);
const clfDate = new RegExp(`^([0-9]{2})/([A-Z][a-z]{2})/([0-9]{4}):${time} ([+-])([0-9]{2})([0-9]{2})$`);
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `values`: both of `date-and-time`, otherwise one. Undefined: they are no such time; nothing is guessed. */
export function readTime(
  format: TimeFormat,
  [value = '', other = '']: readonly string[],
): ReadTime | undefined {
  switch (format) {
    case 'seconds':
      return isCanonicalInteger(value) ? inRange(Number(value), 0) : undefined;
    case 'milliseconds':
      return isCanonicalInteger(value)
        ? inRange(Math.floor(Number(value) / 1000), Number(value) % 1000)
        : undefined;
    case 'iso':
      return readIso(value);
    case 'clf':
      return readClf(value);
    case 'date-and-time': {
      const day = dateAlone.exec(value);
      const clock = timeAlone.exec(other);
      return day && clock ? readFields([...day.slice(1), ...clock.slice(1)], 0, 0) : undefined;
    }
    default:
      return never(format);
  }
}

/** As documents have it: `2018-07-02T22:23:00.186Z`. */
export function isoText({ seconds, millis }: ReadTime): string {
  return new Date(seconds * 1000 + millis).toISOString();
}

function readIso(value: string): ReadTime | undefined {
  const found = isoDate.exec(value);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign = '+', hours = '00', minutes = '00'] =
    found;
  const offset = readOffset(sign, hours, minutes);
  const millis = Number(fraction.padEnd(3, '0').slice(0, 3));
  return readFields([year, month, day, hour, minute, second], millis, offset);
}

function readClf(value: string): ReadTime | undefined {
  const found = clfDate.exec(value);
  if (found === null) return undefined;
  const [, day, name = '', year, hour, minute, second, sign = '+', hours = '', minutes = ''] = found;
  // A month of no name is the 0th.
  const month = String(months.indexOf(name) + 1);
  return readFields([year, month, day, hour, minute, second], 0, readOffset(sign, hours, minutes));
}

/** s; undefined when it is none. */
function readOffset(sign: string, hours: string, minutes: string): number | undefined {
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const seconds = Number(hours) * 3600 + Number(minutes) * 60;
  return sign === '-' ? -seconds : seconds;
}

/** Year, month, day, hour, minute and second in digits, at `offset` s before UTC. */
function readFields(
  fields: readonly (string | undefined)[],
  millis: number,
  offset: number | undefined,
): ReadTime | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields.map(Number);
  if (offset === undefined || month < 1 || month > 12 || day < 1 || day > daysOf(year, month))
    return undefined;
  if (year < 1970 || hour > 23 || minute > 59 || second > 59) return undefined;
  return inRange(Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - offset, millis);
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function inRange(seconds: number, millis: number): ReadTime | undefined {
  return seconds >= 0 && seconds <= lastSecond ? { seconds, millis } : undefined;
}
