import type { GeoLookup, GeoRecord } from '../geo-record.ts';
import { AddressTable, maxAddressBytes, notFound } from './address-table.ts';

/** A fragment's number: where it begins in `words`, and behind that its bytes in so many bits. */
export const fragmentBits = 12;
/** Longer fragments are not kept. */
export const maxFragmentBytes = 4095;
/** Nobody knows the place. No fragment begins so far back that this would be its number. */
export const nowhere = -1;
/** The address, or what is known of it, is too long to be kept. */
export const notKept = -3;
/** Room for all fragments: 8 MiB a thread at most. As many words as a number can name. */
const arenaWords = 1_048_576;

/**
 * For an address, as it stands in a line, the JSON that follows its `"ip":"…"` up to the closing brace, ready-made. Bounded:
 * when the room for fragments is used up, everything is forgotten.
 */
export class GeoFragments {
  /** Fragments, each from the beginning of a word. */
  readonly words = new Float64Array(arenaWords);
  readonly #bytes = Buffer.from(this.words.buffer);
  /** How often everything was forgotten: numbers are good for one generation. */
  generation = 0;
  readonly #lookup: GeoLookup;
  readonly #addresses = new AddressTable();
  readonly #byRecord = new Map<GeoRecord, number>();
  #used = 0;

  constructor(lookup: GeoLookup) {
    this.#lookup = lookup;
  }

  /** The number of an address's fragment, or `nowhere`, or `notKept`. The view must be readable 16 bytes further. */
  find(view: DataView, from: number, length: number): number {
    if (length > maxAddressBytes) return notKept;
    const found = this.#addresses.get(view, from, length);
    return found === notFound ? this.#load(view, from, length) : found;
  }

  #load(view: DataView, from: number, length: number): number {
    // Of no importance where it is not ASCII: such a line is the interpreter's.
    const address = Buffer.from(view.buffer, view.byteOffset + from, length).toString('latin1');
    const record = this.#lookup.lookup(address);
    const fragment = record === undefined ? nowhere : this.#fragmentOf(record);
    if (fragment !== notKept) this.#addresses.set(view, from, length, fragment);
    return fragment;
  }

  #fragmentOf(record: GeoRecord): number {
    const known = this.#byRecord.get(record);
    if (known !== undefined) return known;
    const json = JSON.stringify(record);
    const text = json === '{}' ? '}' : `,${json.slice(1)}`;
    if (Buffer.byteLength(text) > maxFragmentBytes) return notKept;
    if (this.#used > arenaWords - maxFragmentBytes) this.#forget();
    const bytes = this.#bytes.write(text, this.#used * 8);
    const fragment = (this.#used << fragmentBits) | bytes;
    this.#used += (bytes + 7) >> 3;
    this.#byRecord.set(record, fragment);
    return fragment;
  }

  #forget(): void {
    this.#addresses.clear();
    this.#byRecord.clear();
    this.#used = 0;
    this.generation += 1;
  }
}
