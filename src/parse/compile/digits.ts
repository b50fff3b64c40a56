/** Two characters for each number below 100, as one little-endian 16-bit word. */
const pairs = Uint16Array.from({ length: 100 }, (_, n) => (48 + Math.floor(n / 10)) | ((48 + (n % 10)) << 8));
const greatestInt = 0x7fff_ffff;
/** The last acceptable second has so many digits (`lastSecond`). */
const maxDigits = 12;

/**
 * A canonical integer of at most 12 digits: a time. -1 when the `length` bytes at `at` are anything else.
 * Four digits at a time: first to pairs, then to their number.
 */
export function readDigits(view: DataView, at: number, length: number): number {
  if (length === 10) {
    const a = view.getInt32(at, true) - 0x30303030;
    const b = view.getInt32(at + 4, true) - 0x30303030;
    const c = view.getUint8(at + 8) - 48;
    const d = view.getUint8(at + 9) - 48;
    if ((((a + 0x76767676) | a | (b + 0x76767676) | b) & 0x80808080) !== 0) return -1;
    if ((a & 255) === 0 || c < 0 || c > 9 || d < 0 || d > 9) return -1;
    return fourDigits(a) * 1_000_000 + (fourDigits(b) * 100 + c * 10 + d);
  }
  if (length < 1 || length > maxDigits || (length > 1 && view.getUint8(at) === 48)) return -1;
  let value = 0;
  for (let end = at + length, from = at; from < end; from += 1) {
    const digit = view.getUint8(from) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function fourDigits(digits: number): number {
  const inPairs = (digits * 10 + (digits >>> 8)) & 0x00ff00ff;
  return (inPairs & 255) * 100 + (inPairs >>> 16);
}

/** How many digits a whole number has, up to 2^53. */
export function digitCount(value: number): number {
  let count = 1;
  for (let bound = 10; value >= bound; bound *= 10) count += 1;
  return count;
}

/** Writes a whole number up to 2^53 in `count` digits, which `digitCount` has counted; answers with the place behind it. */
export function writeDigits(out: DataView, at: number, value: number, count: number): number {
  let rest = value;
  let left = at + count;
  while (rest > greatestInt) {
    const pair = rest % 100;
    rest = (rest - pair) / 100;
    left -= 2;
    out.setUint16(left, pairs[pair] as number, true);
  }
  rest |= 0;
  while (rest >= 10) {
    const next = (rest / 100) | 0;
    left -= 2;
    out.setUint16(left, pairs[rest - next * 100] as number, true);
    rest = next;
  }
  if (left > at) out.setUint8(at, 48 + rest);
  return at + count;
}
