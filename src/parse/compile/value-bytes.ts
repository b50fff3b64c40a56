/*
 * What generated code calls to look at values and to copy them, a word of four bytes at a time; words are little-endian. Input
 * must be readable, and output writable, 16 bytes past the end.
 */

const quote = 0x22;
const backslash = 0x5c;
/** `",`, little-endian. */
const textEnd = 0x2c22;
const dot = 46;
const hyphen = 45;
const zero = 48;
const highBits = 0x80808080;
const ones = 0x01010101;
const quotes = 0x22222222;
const backslashes = 0x5c5c5c5c;
/** What a `decimal` may have, in front of its point and behind it. */
const maxDigits = 18;

/** Where a mark stands at `from` or behind it; -1 when a control character comes first. `marks`: the mark, four times. */
export function closeMark(view: DataView, from: number, marks: number): number {
  for (let at = from; ; at = (at + 4) | 0) {
    const word = view.getInt32(at, true);
    const other = word ^ marks;
    // The lowest bit is right, those above it may not be.
    const bits = (((other - ones) & ~other) | ((word - 0x20202020) & ~word)) & highBits;
    if (bits === 0) continue;
    const place = (at + ((31 - Math.clz32(bits & -bits)) >> 3)) | 0;
    return view.getUint8(place) === (marks & 255) ? place : -1;
  }
}

/** Where a byte stands first from `from` on; `to` when it does not stand in front of that. */
export function findByte(view: DataView, from: number, to: number, byte: number): number {
  const bytes = byte * ones;
  for (let at = from; at < to; at = (at + 4) | 0) {
    const other = view.getInt32(at, true) ^ bytes;
    const bits = (other - ones) & ~other & highBits;
    if (bits !== 0) return Math.min(to, (at + ((31 - Math.clz32(bits & -bits)) >> 3)) | 0);
  }
  return to;
}

/** Where a byte stands last; -1 when it is not there. */
export function findLast(view: DataView, from: number, length: number, byte: number): number {
  let at = (from + length - 1) | 0;
  while (at >= from && view.getUint8(at) !== byte) at = (at - 1) | 0;
  return at >= from ? at : -1;
}

export function isSameText(view: DataView, one: number, other: number, length: number): boolean {
  let i = 0;
  while (i < length && view.getUint8(one + i) === view.getUint8(other + i)) i += 1;
  return i === length;
}

/** A `decimal`: `-1`, `0.086`. */
export function isDecimal(view: DataView, from: number, length: number): boolean {
  const end = (from + length) | 0;
  const start = view.getUint8(from) === hyphen ? (from + 1) | 0 : from;
  const point = digitsEnd(view, start, end);
  const whole = (point - start) | 0;
  if (whole < 1 || whole > maxDigits || (whole > 1 && view.getUint8(start) === zero)) return false;
  if (point === end) return true;
  if (view.getUint8(point) !== dot) return false;
  const fraction = (end - point - 1) | 0;
  return fraction >= 1 && fraction <= maxDigits && digitsEnd(view, (point + 1) | 0, end) === end;
}

function digitsEnd(view: DataView, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const digit = view.getUint8(at) - zero;
    if (digit < 0 || digit > 9) break;
    at = (at + 1) | 0;
  }
  return at;
}

/**
 * Copies a value with the quotation mark and the comma behind it; answers with the place behind these. A function, as V8 does
 * not optimise a generated one that grows beyond 60 KiB of its bytecode: 100 fields would.
 */
export function copyText(view: DataView, from: number, length: number, out: DataView, at: number): number {
  for (let i = 0; i < length; i = (i + 4) | 0) {
    out.setInt32((at + i) | 0, view.getInt32((from + i) | 0, true), true);
  }
  const end = (at + length) | 0;
  out.setInt16(end, textEnd, true);
  return (end + 2) | 0;
}

/** Copies ASCII in lower case. False when there is a quotation mark. */
export function copyLower(view: DataView, from: number, length: number, out: DataView, at: number): boolean {
  for (let i = 0; i < length; i += 1) {
    const byte = view.getUint8(from + i);
    if (byte === quote) return false;
    out.setUint8(at + i, byte >= 65 && byte <= 90 ? byte | 32 : byte);
  }
  return true;
}

/**
 * Copies with a backslash in front of each quotation mark; `other` becomes a backslash and `letter`. Answers with the place
 * behind it. -1 when there is something else that is not to be written as it is; control characters are not looked for.
 */
export function copyEscaped(
  view: DataView,
  from: number,
  length: number,
  out: DataView,
  at: number,
  other: number,
  letter: number,
): number {
  const others = other * ones;
  let target = at;
  let source = from;
  for (const end = (from + (length & ~3)) | 0; source < end; source = (source + 4) | 0) {
    const word = view.getInt32(source, true);
    const back = word ^ backslashes;
    if (((((back - ones) & ~back) | word) & highBits) !== 0) return -1;
    const mark = word ^ quotes;
    const more = word ^ others;
    if (((((mark - ones) & ~mark) | ((more - ones) & ~more)) & highBits) === 0) {
      out.setInt32(target, word, true);
      target = (target + 4) | 0;
    } else {
      target = escapeBytes(view, source, 4, out, target, other, letter);
    }
  }
  return escapeBytes(view, source, length & 3, out, target, other, letter);
}

function escapeBytes(
  view: DataView,
  from: number,
  length: number,
  out: DataView,
  at: number,
  other: number,
  letter: number,
): number {
  let target = at;
  for (let i = 0; i < length; i += 1) {
    let byte = view.getUint8(from + i);
    if (byte > 127 || byte === backslash) return -1;
    if (byte === quote || byte === other) {
      out.setUint8(target, backslash);
      target = (target + 1) | 0;
      if (byte === other) byte = letter;
    }
    out.setUint8(target, byte);
    target = (target + 1) | 0;
  }
  return target;
}
