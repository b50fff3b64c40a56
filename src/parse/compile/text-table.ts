import { tailMasks } from './copy-line.ts';
import { notFound } from './packed-table.ts';

/** A power of two: 4 MiB a thread, and memory is taken as it is used. */
const slots = 65_536;
const slotWords = 16;
/** Slots from its own on where a text may be. */
const probes = 4;
/** The longest text that fits beside its length and number; IPv6 with an IPv4 address at its end has 45 characters. */
export const maxTextBytes = 48;

/** Numbers for texts of 1 to `maxTextBytes` bytes. It forgets when it is full. Views must be readable 3 bytes past a text. */
export class TextTable {
  readonly #words = new Int32Array(slots * slotWords);
  #victim = 0;

  get(view: DataView, from: number, length: number): number {
    const words = this.#words;
    const hash = hashOf(view, from, length);
    for (let probe = 0; probe < probes; probe += 1) {
      const slot = ((hash + probe) & (slots - 1)) * slotWords;
      if (words[slot] !== length) continue;
      let i = 0;
      while (
        i < length &&
        words[slot + 2 + (i >> 2)] === (view.getInt32(from + i, true) & maskAt(length, i))
      ) {
        i += 4;
      }
      if (i >= length) return words[slot + 1] as number;
    }
    return notFound;
  }

  /** For a text that the table does not have. */
  set(view: DataView, from: number, length: number, value: number): void {
    const slot = this.#slotFor(hashOf(view, from, length));
    this.#words[slot] = length;
    this.#words[slot + 1] = value;
    for (let i = 0; i < length; i += 4) {
      this.#words[slot + 2 + (i >> 2)] = view.getInt32(from + i, true) & maskAt(length, i);
    }
  }

  clear(): void {
    this.#words.fill(0);
  }

  /** An empty one of the slots where the text may be, or one to be written over. */
  #slotFor(hash: number): number {
    for (let probe = 0; probe < probes; probe += 1) {
      const slot = ((hash + probe) & (slots - 1)) * slotWords;
      if (this.#words[slot] === 0) return slot;
    }
    this.#victim = (this.#victim + 1) % probes;
    return ((hash + this.#victim) & (slots - 1)) * slotWords;
  }
}

function hashOf(view: DataView, from: number, length: number): number {
  let hash = length;
  for (let i = 0; i < length; i += 4) {
    const word = view.getInt32(from + i, true) & maskAt(length, i);
    hash = Math.imul((hash >>> 15) ^ hash ^ word, 0x85ebca6b);
  }
  return hash ^ (hash >>> 15);
}

/** For the word at byte `at` of a text, which of its bytes belong to it. */
function maskAt(length: number, at: number): number {
  return length - at >= 4 ? -1 : (tailMasks[(length - at) << 2] as number);
}
