/*
 * Copies a line into a document, checks on the way that nothing in it needs escaping, and hashes it: one pass over its
 * bytes, four at a time. Words are little-endian. The input must be readable, and the output writable, 16 bytes past the end.
 */

/** Of four words, the bytes that belong to a text when 0 to 16 of theirs do; four masks for each. */
export const tailMasks = Int32Array.from({ length: 17 * 4 }, (_, i) => {
  const bytes = Math.min(4, Math.max(0, (i >> 2) - (i & 3) * 4));
  return bytes === 4 ? -1 : (1 << (bytes * 8)) - 1;
});
const highBits = 0x80808080;
const c1 = 0x239b961b;
const c2 = 0xab0e9789;
const c3 = 0x38b34ae5;
const c4 = 0xa1e38b93;

/** Some byte's highest bit is set when one of the bytes is `"`, `\` or no ASCII. */
function oddBits(word: number): number {
  return ((word ^ 0x22222222) - 0x01010101) | ((word ^ 0x5c5c5c5c) - 0x01010101) | word;
}

/** Copies `length` bytes. False when one of them is not to be written as it is. */
export function copyLine(view: DataView, from: number, length: number, out: DataView, at: number): boolean {
  let odd = 0;
  let source = from;
  let target = at;
  for (const end = from + (length & ~3); source < end; source += 4, target += 4) {
    const word = view.getInt32(source, true);
    out.setInt32(target, word, true);
    odd |= oddBits(word);
  }
  const word = view.getInt32(source, true) & (tailMasks[(length & 3) << 2] as number);
  out.setInt32(target, word, true);
  return ((odd | oddBits(word)) & highBits) === 0;
}

/**
 * Copies as `copyLine` does, and leaves murmur3 x86_128 (seed 0) in `hash`, four words (R1).
 * Source: MurmurHash3_x86_128 by Austin Appleby, in the public domain.
 */
export function copyAndHash(
  view: DataView,
  from: number,
  length: number,
  out: DataView,
  at: number,
  hash: Int32Array,
): boolean {
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  let odd = 0;
  let source = from;
  let target = at;
  for (
    const end = from + (length & ~15);
    source < end;
    source = (source + 16) | 0, target = (target + 16) | 0
  ) {
    const k1 = view.getInt32(source, true);
    const k2 = view.getInt32((source + 4) | 0, true);
    const k3 = view.getInt32((source + 8) | 0, true);
    const k4 = view.getInt32((source + 12) | 0, true);
    out.setInt32(target, k1, true);
    out.setInt32((target + 4) | 0, k2, true);
    out.setInt32((target + 8) | 0, k3, true);
    out.setInt32((target + 12) | 0, k4, true);
    odd |= oddBits(k1) | oddBits(k2) | oddBits(k3) | oddBits(k4);
    h1 ^= mix1(k1);
    h1 = (Math.imul(((h1 << 19) | (h1 >>> 13)) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= mix2(k2);
    h2 = (Math.imul(((h2 << 17) | (h2 >>> 15)) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= mix3(k3);
    h3 = (Math.imul(((h3 << 15) | (h3 >>> 17)) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= mix4(k4);
    h4 = (Math.imul(((h4 << 13) | (h4 >>> 19)) + h1, 5) + 0x32ac3b17) | 0;
  }
  // Words without a byte of the line are 0 and change nothing.
  const masks = (length & 15) << 2;
  const k1 = view.getInt32(source, true) & (tailMasks[masks] as number);
  const k2 = view.getInt32((source + 4) | 0, true) & (tailMasks[masks + 1] as number);
  const k3 = view.getInt32((source + 8) | 0, true) & (tailMasks[masks + 2] as number);
  const k4 = view.getInt32((source + 12) | 0, true) & (tailMasks[masks + 3] as number);
  out.setInt32(target, k1, true);
  out.setInt32((target + 4) | 0, k2, true);
  out.setInt32((target + 8) | 0, k3, true);
  out.setInt32((target + 12) | 0, k4, true);
  odd |= oddBits(k1) | oddBits(k2) | oddBits(k3) | oddBits(k4);
  h1 ^= mix1(k1) ^ length;
  h2 ^= mix2(k2) ^ length;
  h3 ^= mix3(k3) ^ length;
  h4 ^= mix4(k4) ^ length;

  h1 = (h1 + h2 + h3 + h4) | 0;
  h2 = finish((h2 + h1) | 0);
  h3 = finish((h3 + h1) | 0);
  h4 = finish((h4 + h1) | 0);
  h1 = finish(h1);
  h1 = (h1 + h2 + h3 + h4) | 0;
  hash[0] = h1;
  hash[1] = h2 + h1;
  hash[2] = h3 + h1;
  hash[3] = h4 + h1;
  return (odd & highBits) === 0;
}

function mix1(k: number): number {
  const mixed = Math.imul(k, c1);
  return Math.imul((mixed << 15) | (mixed >>> 17), c2);
}

function mix2(k: number): number {
  const mixed = Math.imul(k, c2);
  return Math.imul((mixed << 16) | (mixed >>> 16), c3);
}

function mix3(k: number): number {
  const mixed = Math.imul(k, c3);
  return Math.imul((mixed << 17) | (mixed >>> 15), c4);
}

function mix4(k: number): number {
  const mixed = Math.imul(k, c4);
  return Math.imul((mixed << 18) | (mixed >>> 14), c1);
}

/** The final mix of both murmur3 hashes. */
export function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Copies a clean line in which the separator is to be escaped; answers with the place behind it. */
export function copyEscaping(
  view: DataView,
  from: number,
  length: number,
  out: DataView,
  at: number,
  separator: number,
  escaped: string,
): number {
  let target = at;
  for (let source = from, end = from + length; source < end; source += 1) {
    const byte = view.getUint8(source);
    if (byte === separator) {
      for (let i = 0; i < escaped.length; i += 1) out.setUint8(target++, escaped.charCodeAt(i));
    } else {
      out.setUint8(target++, byte);
    }
  }
  return target;
}
