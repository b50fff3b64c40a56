/** A value of the data section: a map, a list, a text, a number or a truth. Bytes are of no use to anybody here. */
export type MmdbValue = string | number | boolean | undefined | MmdbMap | readonly MmdbValue[];
export interface MmdbMap extends ReadonlyMap<string, MmdbValue> {}

/** The file does not hold what the format says. */
export class DamagedMmdb extends Error {}

/** Deeper than any record, and fewer values than would take noticeable time: pointers can make little into very much. */
const maxDepth = 16;
const maxValues = 10_000;
/** Bytes. The longest names have a hundred. */
const maxText = 4096;
/** What sizes 29, 30 and 31 of a control byte begin at. */
const sizeBases = [29, 285, 65_821] as const;
/** What pointers of one to four bytes begin at. */
const pointerBases = [0, 2048, 526_336, 0] as const;

/**
 * Reads the value at `offset` of a section that begins at `base`, and where the one behind it begins. Throws `DamagedMmdb`.
 * Source: "MaxMind DB File Format Specification" 2.0, output data section.
 */
export function readValue(bytes: Buffer, base: number, offset: number): MmdbValue {
  return new Values(bytes, base).read(base + offset, 0);
}

class Values {
  readonly #bytes: Buffer;
  readonly #base: number;
  #left = maxValues;
  /** Behind what was read last. */
  #at = 0;

  constructor(bytes: Buffer, base: number) {
    this.#bytes = bytes;
    this.#base = base;
  }

  read(from: number, depth: number): MmdbValue {
    this.#left -= 1;
    if (this.#left < 0 || depth > maxDepth) throw new DamagedMmdb('a record that has no end');
    this.#at = from;
    const control = this.#take(1);
    const type = control >>> 5;
    if (type === 1) return this.#follow(control, depth);
    return this.#readTyped(type === 0 ? this.#take(1) + 7 : type, this.#size(control & 31), depth);
  }

  #follow(control: number, depth: number): MmdbValue {
    const size = (control >>> 3) & 3;
    const high = size === 3 ? 0 : (control & 7) * 256 ** (size + 1);
    const target = high + this.#take(size + 1) + (pointerBases[size] as number);
    const behind = this.#at;
    const value = this.read(this.#base + target, depth + 1);
    this.#at = behind;
    return value;
  }

  #readTyped(type: number, size: number, depth: number): MmdbValue {
    switch (type) {
      case 2:
        return this.#text(size);
      case 3:
        return this.#bytes.readDoubleBE(this.#pass(8));
      case 4:
        this.#pass(size);
        return undefined;
      case 5:
      case 6:
      case 9:
      case 10:
        return this.#integer(size);
      case 7:
        return this.#map(size, depth);
      case 8:
        return this.#integer(size) | 0;
      case 11:
        return this.#list(size, depth);
      case 14:
        return size !== 0;
      case 15:
        return this.#bytes.readFloatBE(this.#pass(4));
      default:
        throw new DamagedMmdb(`a value of the type ${type}, which does not exist`);
    }
  }

  #text(size: number): string {
    if (size > maxText) throw new DamagedMmdb(`a text of ${size} bytes`);
    const from = this.#pass(size);
    return this.#bytes.toString('utf8', from, from + size);
  }

  #integer(size: number): number {
    if (size > 16) throw new DamagedMmdb(`a number of ${size} bytes`);
    let value = 0;
    for (let i = 0; i < size; i += 1) value = value * 256 + this.#take(1);
    return value;
  }

  #map(size: number, depth: number): MmdbMap {
    const map = new Map<string, MmdbValue>();
    for (let i = 0; i < size; i += 1) {
      const key = this.read(this.#at, depth + 1);
      if (typeof key !== 'string') throw new DamagedMmdb('a key that is no text');
      map.set(key, this.read(this.#at, depth + 1));
    }
    return map;
  }

  #list(size: number, depth: number): readonly MmdbValue[] {
    const list: MmdbValue[] = [];
    for (let i = 0; i < size; i += 1) list.push(this.read(this.#at, depth + 1));
    return list;
  }

  #size(short: number): number {
    return short < 29 ? short : (sizeBases[short - 29] as number) + this.#take(short - 28);
  }

  /** A number of up to four bytes, big-endian. */
  #take(bytes: number): number {
    const from = this.#pass(bytes);
    return this.#bytes.readUIntBE(from, bytes);
  }

  #pass(bytes: number): number {
    const from = this.#at;
    if (from + bytes > this.#bytes.length) throw new DamagedMmdb('a value behind the end of the file');
    this.#at = from + bytes;
    return from;
  }
}
