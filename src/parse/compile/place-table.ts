import { type GeoPlace, hashPlace, placeIntegers } from '../geo-record.ts';

/** A power of two: 2.5 MiB a thread. */
const slots = 131_072;
const slotWords = placeIntegers + 1;
/** Fuller, and the ways to an empty slot get long. */
const maxPlaces = (slots / 4) * 3;

/** A number for a place, not 0. */
export class PlaceTable {
  readonly #words = new Int32Array(slots * slotWords);
  #count = 0;

  /** Nothing more may be set. */
  get isFull(): boolean {
    return this.#count >= maxPlaces;
  }

  /** 0: the place has no number yet. */
  get(place: GeoPlace): number {
    return this.#words[this.#find(place) + placeIntegers] as number;
  }

  set(place: GeoPlace, number: number): void {
    const at = this.#find(place);
    this.#words.set(place, at);
    this.#words[at + placeIntegers] = number;
    this.#count += 1;
  }

  clear(): void {
    this.#words.fill(0);
    this.#count = 0;
  }

  /** Where the place is, or the empty slot where it belongs. */
  #find(place: GeoPlace): number {
    const words = this.#words;
    for (let slot = hashPlace(place); ; slot += 1) {
      const at = (slot & (slots - 1)) * slotWords;
      if (words[at + placeIntegers] === 0) return at;
      let same = 0;
      while (same < placeIntegers && words[at + same] === place[same]) same += 1;
      if (same === placeIntegers) return at;
    }
  }
}
