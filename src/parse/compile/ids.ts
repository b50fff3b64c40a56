import { finish } from './copy-line.ts';

const pairs = base64Pairs('-_');
const c1 = 0xcc9e2d51;
const c2 = 0x1b873593;

/** Two base64 characters for each 12 bits, as one little-endian 16-bit word. `last`: the two by which kinds of base64 differ. */
export function base64Pairs(last: string): Uint16Array {
  const alphabet = Buffer.from(`ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789${last}`);
  return Uint16Array.from(
    { length: 4096 },
    (_, bits) => (alphabet[bits >> 6] ?? 0) | ((alphabet[bits & 63] ?? 0) << 8),
  );
}

/** Writes the four words of a hash, the highest bit first, as 22 characters of base64url (R1). */
export function writeId(out: DataView, at: number, hash: Int32Array): void {
  const a = hash[0] as number;
  const b = hash[1] as number;
  const c = hash[2] as number;
  const d = hash[3] as number;
  out.setInt16(at, pairs[a >>> 20] as number, true);
  out.setInt16((at + 2) | 0, pairs[(a >>> 8) & 0xfff] as number, true);
  out.setInt16((at + 4) | 0, pairs[((a << 4) & 0xff0) | (b >>> 28)] as number, true);
  out.setInt16((at + 6) | 0, pairs[(b >>> 16) & 0xfff] as number, true);
  out.setInt16((at + 8) | 0, pairs[(b >>> 4) & 0xfff] as number, true);
  out.setInt16((at + 10) | 0, pairs[((b << 8) & 0xf00) | (c >>> 24)] as number, true);
  out.setInt16((at + 12) | 0, pairs[(c >>> 12) & 0xfff] as number, true);
  out.setInt16((at + 14) | 0, pairs[c & 0xfff] as number, true);
  out.setInt16((at + 16) | 0, pairs[d >>> 20] as number, true);
  out.setInt16((at + 18) | 0, pairs[(d >>> 8) & 0xfff] as number, true);
  out.setInt16((at + 20) | 0, pairs[(d << 4) & 0xff0] as number, true);
}

/** murmur3 x86_32, seed 0, unsigned. The input must be readable three bytes past the end. Source: MurmurHash3_x86_32. */
export function hash32(view: DataView, from: number, length: number): number {
  let hash = 0;
  let source = from;
  for (const end = from + (length & ~3); source < end; source += 4) {
    hash ^= mix(view.getInt32(source, true));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  const rest = length & 3;
  hash ^= mix(view.getInt32(source, true) & ((1 << (rest * 8)) - 1));
  return finish(hash ^ length) >>> 0;
}

function mix(word: number): number {
  const mixed = Math.imul(word, c1);
  return Math.imul((mixed << 15) | (mixed >>> 17), c2);
}
