import { tailMasks } from './copy-line.ts';
import { notFound, PackedTable } from './packed-table.ts';
import { maxTextBytes, TextTable } from './text-table.ts';

/** The longest address that fits. */
export const maxAddressBytes = maxTextBytes;

const maxPackedBytes = 15;
const highBits = 0x80808080;
const zeros = 0x30303030;

/**
 * A number for an address, as it stands in a line. A look-up waits for memory more than for anything else, so IPv4 is packed:
 * its digits and dots are known by their low four bits, and 15 of them and their count are two words of 32 bits. Views are
 * of the input, which must be readable 16 bytes past an address.
 */
export class AddressTable {
  readonly #packed = new PackedTable();
  readonly #texts = new TextTable();
  // What the last `get` asked for: `set` gives it a number.
  #first = 0;
  #second = 0;
  #isPacked = true;

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
    const number = this.#packed.get(first, second);
    if (number === notFound) {
      this.#isPacked = true;
      this.#first = first;
      this.#second = second;
    }
    return number;
  }

  /** Gives a number to the address that the last `get` did not find. */
  set(view: DataView, from: number, length: number, value: number): void {
    if (this.#isPacked) this.#packed.set(this.#first, this.#second, value);
    else this.#texts.set(view, from, length, value);
  }

  clear(): void {
    this.#packed.clear();
    this.#texts.clear();
  }

  #getText(view: DataView, from: number, length: number): number {
    this.#isPacked = false;
    return this.#texts.get(view, from, length);
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
