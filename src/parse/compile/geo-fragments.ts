import { type GeoLookup, type GeoPlace, type GeoRecord, placeIntegers } from '../geo-record.ts';
import { AddressTable, maxAddressBytes } from './address-table.ts';
import { notFound } from './packed-table.ts';
import { PlaceTable } from './place-table.ts';
import { readV4 } from './read-v4.ts';

/** A fragment's number: the unit of `words` where it begins, and behind that its bytes in so many bits. */
export const fragmentBits = 12;
/** Longer fragments are not kept. */
export const maxFragmentBytes = 4095;
/** Doubles in a unit: fragments begin with cache lines. */
export const unitWords = 8;
/** Nobody knows the place. No fragment has so many bytes. */
export const nowhere = -1;
/** The address, or what is known of it, is too long to be kept. */
export const notKept = -3;
const unitBytes = unitWords * 8;
/** Room for all fragments: 16 MiB a thread at most, and memory is taken as it is used. */
const arenaUnits = 262_144;
const unitsOfLongest = Math.ceil(maxFragmentBytes / unitBytes);

type TextOf = (record: GeoRecord) => string | undefined;

/**
 * For an address, as it stands in a line, JSON that is ready-made: what follows its `"ip":"…"`, or another form. Bounded: when
 * the room for fragments is used up, everything is forgotten. No object is kept per address or place: the garbage collector
 * would look at each of them again and again.
 */
export class GeoFragments {
  /** Fragments, each from the beginning of a unit. */
  readonly words = new Float64Array(arenaUnits * unitWords);
  readonly #bytes = Buffer.from(this.words.buffer);
  /** How often everything was forgotten: numbers are good for one generation. */
  generation = 0;
  readonly #lookup: GeoLookup;
  readonly #textOf: TextOf;
  readonly #addresses = new AddressTable();
  readonly #places = new PlaceTable();
  readonly #place: GeoPlace = new Int32Array(placeIntegers);
  #used = 0;

  /** `textOf`: what is kept of a record. Undefined: nothing, as if nobody knew the place. */
  constructor(lookup: GeoLookup, textOf: TextOf = behindAddress) {
    this.#lookup = lookup;
    this.#textOf = textOf;
  }

  /** The number of an address's fragment, or `nowhere`, or `notKept`. The view must be readable 16 bytes further. */
  find(view: DataView, from: number, length: number): number {
    if (length > maxAddressBytes) return notKept;
    const found = this.#addresses.get(view, from, length);
    return found === notFound ? this.#load(view, from, length) : found;
  }

  #load(view: DataView, from: number, length: number): number {
    const fragment = this.#findPlace(view, from, length) ? this.#fragmentOf(this.#place) : nowhere;
    if (fragment !== notKept) this.#addresses.set(view, from, length, fragment);
    return fragment;
  }

  #findPlace(view: DataView, from: number, length: number): boolean {
    const v4 = readV4(view, from, length);
    if (v4 !== -1) return this.#lookup.findV4(v4, this.#place);
    // Of no importance where it is not ASCII: such a line is the interpreter's.
    const address = Buffer.from(view.buffer, view.byteOffset + from, length).toString('latin1');
    return this.#lookup.find(address, this.#place);
  }

  #fragmentOf(place: GeoPlace): number {
    const known = this.#places.get(place);
    if (known !== 0) return known;
    const record = this.#lookup.record(place);
    const text = record && this.#textOf(record);
    if (text !== undefined && Buffer.byteLength(text) > maxFragmentBytes) return notKept;
    if (this.#used > arenaUnits - unitsOfLongest || this.#places.isFull) this.#forget();
    const fragment = text === undefined ? nowhere : this.#write(text);
    this.#places.set(place, fragment);
    return fragment;
  }

  #write(text: string): number {
    const bytes = this.#bytes.write(text, this.#used * unitBytes);
    const fragment = (this.#used << fragmentBits) | bytes;
    this.#used += Math.ceil(bytes / unitBytes);
    return fragment;
  }

  #forget(): void {
    this.#addresses.clear();
    this.#places.clear();
    this.#used = 0;
    this.generation += 1;
  }
}

/** The JSON that follows `"ip":"…"` up to the closing brace. */
function behindAddress(record: GeoRecord): string {
  const json = JSON.stringify(record);
  return json === '{}' ? '}' : `,${json.slice(1)}`;
}
