import { tailMasks } from './copy-line.ts';

/*
 * A number for an address, as it stands in a line. A look-up waits for memory more than for anything else, so IPv4 is packed:
 * its digits and dots are known by their low four bits, and 15 of them and their count are two 32-bit words; with the number
 * a slot has 16 bytes. Other addresses have slots of 64 bytes with their text. Both forget when they are full.
 */

/** Powers of two: 2 MiB and 4 MiB a thread at most. */
const packedSlots = 131_072;
const textSlots = 65_536;
const packedWords = 4;
const textWords = 16;
/** The longest address that fits; IPv6 with an IPv4 address at its end has 45 characters. */
export const maxAddressBytes = 48;
const maxPackedBytes = 15;
/** Slots from its own on where an address may be. */
const probes = 4;
/** `get` found nothing. */
export const notFound = -2;
const highBits = 0x80808080;
const zeros = 0x30303030;

/** Views are of the input, which must be readable 16 bytes past an address. */
export class AddressTable {
  readonly #packed = new Int32Array(packedSlots * packedWords);
  readonly #texts = new Int32Array(textSlots * textWords);
  // What the last `get` asked for: `set` puts its number there.
  #first = 0;
  #second = 0;
  #hash = 0;
  #isPacked = true;
  #victim = 0;

  /** The number of an address of 1 to `maxAddressBytes` bytes. */
  get(view: DataView, from: number, length: number): number {
    if (length > maxPackedBytes) return this.#getText(view, from, length);
    const masks = length << 2;
    const a = wordOf(view, from, tailMasks[masks] as number);
    const b = wordOf(view, from + 4, tailMasks[masks + 1] as number);
    const c = wordOf(view, from + 8, tailMasks[masks + 2] as number);
    const d = wordOf(view, from + 12, tailMasks[masks + 3] as number);
    if (((unpackable(a) | unpackable(b) | unpackable(c) | unpackable(d)) & highBits) !== 0) {
      return this.#getText(view, from, length);
    }
    const first = pack(a) | (pack(b) << 16);
    const second = pack(c) | (pack(d) << 16) | (length << 28);
    const mixed = Math.imul(Math.imul(first ^ (first >>> 15), 0x9e3779b1) ^ second, 0x85ebca6b);
    const hash = mixed ^ (mixed >>> 15);
    const packed = this.#packed;
    for (let probe = 0; probe < probes; probe += 1) {
      const slot = ((hash + probe) & (packedSlots - 1)) * packedWords;
      if (packed[slot] === first && packed[slot + 1] === second) return packed[slot + 2] as number;
    }
    this.#isPacked = true;
    this.#first = first;
    this.#second = second;
    this.#hash = hash;
    return notFound;
  }

  /** Gives a number to the address that the last `get` did not find. */
  set(view: DataView, from: number, length: number, value: number): void {
    if (this.#isPacked) {
      const slot = this.#slotFor(this.#packed, packedSlots, packedWords, 1);
      this.#packed[slot] = this.#first;
      this.#packed[slot + 1] = this.#second;
      this.#packed[slot + 2] = value;
      return;
    }
    const slot = this.#slotFor(this.#texts, textSlots, textWords, 0);
    this.#texts[slot] = length;
    this.#texts[slot + 1] = value;
    for (let i = 0; i < length; i += 4) {
      this.#texts[slot + 2 + (i >> 2)] = view.getInt32(from + i, true) & maskAt(length, i);
    }
  }

  clear(): void {
    this.#packed.fill(0);
    this.#texts.fill(0);
  }

  #getText(view: DataView, from: number, length: number): number {
    let hash = length;
    for (let i = 0; i < length; i += 4) {
      const word = view.getInt32(from + i, true) & maskAt(length, i);
      hash = Math.imul((hash >>> 15) ^ hash ^ word, 0x85ebca6b);
    }
    hash ^= hash >>> 15;
    const texts = this.#texts;
    for (let probe = 0; probe < probes; probe += 1) {
      const slot = ((hash + probe) & (textSlots - 1)) * textWords;
      if (texts[slot] !== length) continue;
      let i = 0;
      while (
        i < length &&
        texts[slot + 2 + (i >> 2)] === (view.getInt32(from + i, true) & maskAt(length, i))
      ) {
        i += 4;
      }
      if (i >= length) return texts[slot + 1] as number;
    }
    this.#isPacked = false;
    this.#hash = hash;
    return notFound;
  }

  /** An empty one of the slots where the address may be, or one to be written over. `used`: the word that is 0 in empty ones. */
  #slotFor(table: Int32Array, slots: number, words: number, used: number): number {
    for (let probe = 0; probe < probes; probe += 1) {
      const slot = ((this.#hash + probe) & (slots - 1)) * words;
      if (table[slot + used] === 0) return slot;
    }
    this.#victim = (this.#victim + 1) % probes;
    return ((this.#hash + this.#victim) & (slots - 1)) * words;
  }
}

/** Four bytes, with `0` for those that do not belong to the address. */
function wordOf(view: DataView, at: number, mask: number): number {
  return (view.getInt32(at, true) & mask) | (~mask & zeros);
}

/** High bits are set where a byte is not one of `./0123456789`: the low four bits of these tell them apart. */
function unpackable(word: number): number {
  return ((word - 0x2e2e2e2e) & ~word) | (word + 0x46464646) | word;
}

function pack(word: number): number {
  const digits = word & 0x0f0f0f0f;
  const pairs = (digits | (digits >>> 4)) & 0x00ff00ff;
  return (pairs | (pairs >>> 8)) & 0xffff;
}

/** For the word at byte `at` of an address, which of its bytes belong to it. */
function maskAt(length: number, at: number): number {
  return length - at >= 4 ? -1 : (tailMasks[(length - at) << 2] as number);
}
