import type { GeoData } from './geo-data.ts';
import { readPlace } from './geo-place.ts';
import {
  type GeoLookup,
  type GeoPlace,
  type GeoRecord,
  hashPlace,
  placeIntegers,
  toRecord,
} from './geo-record.ts';
import { findV4, isPrivateV4, noPlace, placeOfV4, rowBytesV4 } from './geo-v4.ts';
import { findV6, placeOfV6, rowBytesV6 } from './geo-v6.ts';
import { readAddress } from './ip-address.ts';

/** Records that `lookup` remembers, a power of two. */
const remembered = 1024;

/** A place with what was made of it. A found nothing is worth remembering too. */
interface Known {
  readonly place: GeoPlace;
  readonly record: GeoRecord | undefined;
}

/** Answers from a database that was loaded, maybe in another thread. A place is its number there, latitude and longitude. */
export function geoLookup(data: GeoData): GeoLookup {
  const v4 = new DataView(data.v4);
  const v4Index = new Uint32Array(data.v4Index);
  const v6 = new DataView(data.v6);
  const places = Buffer.from(data.places);

  const inV4 = (address: number, place: GeoPlace): boolean => {
    if (isPrivateV4(address)) return false;
    const row = findV4(v4, v4Index, address);
    return row !== -1 && readRow(v4, row * rowBytesV4 + placeOfV4, place);
  };

  const find = (text: string, place: GeoPlace): boolean => {
    const address = readAddress(text);
    if (address === undefined) return false;
    if (address.kind === 'v4') return inV4(address.value, place);
    const row = findV6(v6, address.high, address.low);
    return row !== -1 && readRow(v6, row * rowBytesV6 + placeOfV6, place);
  };

  const record = ([place = 0, latitude = 0, longitude = 0]: GeoPlace): GeoRecord | undefined =>
    toRecord(readPlace(places, place, latitude, longitude), data.names);

  return { lookup: remembering(find, record), find, findV4: inV4, record };
}

/** `at` is where its place stands in a row. False when the row has none. */
function readRow(rows: DataView, at: number, place: GeoPlace): boolean {
  if (rows.getUint32(at) === noPlace) return false;
  for (let i = 0; i < placeIntegers; i += 1) place[i] = rows.getInt32(at + i * 4);
  return true;
}

function remembering(find: GeoLookup['find'], record: GeoLookup['record']): GeoLookup['lookup'] {
  const known = new Array<Known | undefined>(remembered).fill(undefined);
  const found = new Int32Array(placeIntegers);
  return (address) => {
    if (!find(address, found)) return undefined;
    const slot = hashPlace(found) & (remembered - 1);
    const there = known[slot];
    if (there?.place.every((integer, i) => integer === found[i])) return there.record;
    const made = record(found);
    known[slot] = { place: found.slice(), record: made };
    return made;
  };
}
