import { type GeoLookup, type GeoRecord, placeIntegers } from '../../src/parse/geo-record.ts';

/** A geo database out of a function; it numbers the records that it gave. */
export function geoOf(lookup: (address: string) => GeoRecord | undefined): GeoLookup {
  const numbers = new Map<GeoRecord, number>();
  const records: GeoRecord[] = [];
  const find = (address: string, place: Int32Array): boolean => {
    const record = lookup(address);
    if (record === undefined) return false;
    const number = numbers.get(record) ?? records.push(record) - 1;
    numbers.set(record, number);
    place.set(Array.from({ length: placeIntegers }, (_, i) => number * (1 - i)));
    return true;
  };
  return {
    lookup,
    find,
    findV4: (address, place) =>
      find([24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.'), place),
    record: ([number = 0]) => records[number],
  };
}
