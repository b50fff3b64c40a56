import { readDigits } from './digits.ts';

/*
 * Times as generated code reads them: ms since the epoch, or -1 for what is none, what is before the epoch, and what has a rare
 * form, such as an offset: the interpreter knows.
 */

const hyphen = 45;
const colon = 58;
const slash = 47;
const daySeconds = 86_400;
/** By the three letters of a month as a little-endian word with a 0 on top. */
const months = new Map(
  ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map((name, i) => [
    Buffer.from(`${name}\0`).readInt32LE(),
    i + 1,
  ]),
);
const monthDays = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function readSecondsTime(view: DataView, at: number, length: number): number {
  const seconds = readDigits(view, at, length);
  return seconds < 0 ? -1 : seconds * 1000;
}

/** Of 13 digits, as all are from 2001 to 2286. */
export function readMillisTime(view: DataView, at: number, length: number): number {
  if (length !== 13) return -1;
  const seconds = readDigits(view, at, 10);
  const millis = digits(view, at + 10, 3);
  return seconds < 0 || millis < 0 ? -1 : seconds * 1000 + millis;
}

/** `2018-07-02T22:23:00.186641Z`, also without fraction or without `Z`. */
export function readIsoTime(view: DataView, at: number, length: number): number {
  if (length < 19 || view.getUint8(at + 10) !== 0x54) return -1;
  const seconds = readDay(view, at) + readClock(view, at + 11);
  if (!(seconds >= 0)) return -1;
  const end = view.getUint8(at + length - 1) === 0x5a ? length - 1 : length;
  if (end === 19) return seconds * 1000;
  const count = end - 20;
  if (count < 1 || count > 9 || view.getUint8(at + 19) !== 0x2e) return -1;
  let millis = 0;
  for (let i = 0; i < count; i += 1) {
    const digit = view.getUint8(at + 20 + i) - 48;
    if (digit < 0 || digit > 9) return -1;
    if (i < 3) millis = millis * 10 + digit;
  }
  return seconds * 1000 + (count === 1 ? millis * 100 : count === 2 ? millis * 10 : millis);
}

/** `06/Feb/2019:00:00:38 +0000` */
export function readClfTime(view: DataView, at: number, length: number): number {
  if (length !== 26 || view.getInt32(at + 20, true) !== 0x30302b20 || view.getInt16(at + 24, true) !== 0x3030)
    return -1;
  const marks = view.getUint8(at + 2) === slash && view.getUint8(at + 6) === slash;
  if (!marks || view.getUint8(at + 11) !== colon) return -1;
  const month = months.get(view.getInt32(at + 3, true) & 0xffffff) ?? -1;
  const seconds = dayOf(digits(view, at + 7, 4), month, digits(view, at, 2)) + readClock(view, at + 12);
  return seconds >= 0 ? seconds * 1000 : -1;
}

/** `2019-12-04` and `21:02:31` */
export function readDateAndTime(
  view: DataView,
  date: number,
  dateLength: number,
  time: number,
  timeLength: number,
): number {
  if (dateLength !== 10 || timeLength !== 8) return -1;
  const seconds = readDay(view, date) + readClock(view, time);
  return seconds >= 0 ? seconds * 1000 : -1;
}

/** Writes three digits over those of a date. */
export function writeMillis(out: DataView, at: number, millis: number): void {
  const tens = (millis / 10) | 0;
  const hundreds = (millis / 100) | 0;
  out.setUint8(at, 48 + hundreds);
  out.setUint8(at + 1, 48 + tens - hundreds * 10);
  out.setUint8(at + 2, 48 + millis - tens * 10);
}

/** s since the epoch at the beginning of `2019-12-04`; NaN when it is none, and for what is before the epoch. */
function readDay(view: DataView, at: number): number {
  if (view.getUint8(at + 4) !== hyphen || view.getUint8(at + 7) !== hyphen) return Number.NaN;
  return dayOf(digits(view, at, 4), digits(view, at + 5, 2), digits(view, at + 8, 2));
}

function dayOf(year: number, month: number, day: number): number {
  if (year < 1970 || month < 1 || month > 12 || day < 1) return Number.NaN;
  const isLeap = (year & 3) === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > (month === 2 && isLeap ? 29 : (monthDays[month] as number))) return Number.NaN;
  // Years begin in March, so that a leap day is the last.
  const shifted = month > 2 ? year : year - 1;
  const days = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leaps = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return (shifted * 365 + leaps + days - daysToEpoch) * daySeconds;
}

/** From 1 March of the year 0 to 1 January 1970. */
const daysToEpoch = 719_468;

/** s since midnight of `21:02:31`; NaN when it is none. */
function readClock(view: DataView, at: number): number {
  const hour = digits(view, at, 2);
  const minute = digits(view, at + 3, 2);
  const second = digits(view, at + 6, 2);
  const marks = view.getUint8(at + 2) === colon && view.getUint8(at + 5) === colon;
  if (!marks || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
    return Number.NaN;
  }
  return hour * 3600 + minute * 60 + second;
}

/** -1 when one of the bytes is no digit. */
function digits(view: DataView, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i += 1) {
    const digit = view.getUint8(at + i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
