import type { GeoData } from './geo-data.ts';
import { liteSource } from './geo-lite.ts';
import {
  type GeoLookup,
  type GeoPlace,
  type GeoRecord,
  type GeoSource,
  hashPlace,
  placeIntegers,
} from './geo-record.ts';
import { readAddress } from './ip-address.ts';
import { mmdbSource } from './mmdb/source.ts';

/** Records that `lookup` remembers, a power of two. */
const remembered = 1024;

/** A place with what was made of it. A found nothing is worth remembering too. */
interface Known {
  readonly place: GeoPlace;
  readonly record: GeoRecord | undefined;
}

/** Answers from databases that were loaded, maybe in another thread: what one of them knows is known. */
export function geoLookup({ lite, databases, names }: GeoData): GeoLookup {
  const sources: readonly GeoSource[] = [
    ...(lite ? [liteSource(lite, names)] : []),
    ...databases.map((file) => mmdbSource(file, names)),
  ];

  const inV4 = (address: number, place: GeoPlace): boolean => {
    let found = false;
    for (const source of sources) found = source.findV4(address, place) || found;
    return found;
  };

  const find = (text: string, place: GeoPlace): boolean => {
    const address = readAddress(text);
    if (address === undefined) return false;
    if (address.kind === 'v4') return inV4(address.value, place);
    let found = false;
    for (const source of sources) found = source.findV6(address.words, place) || found;
    return found;
  };

  const record = (place: GeoPlace): GeoRecord | undefined => {
    const records = sources.map((source) => source.record(place)).filter((one) => one !== undefined);
    return records.length === 0 ? undefined : Object.assign({}, ...records);
  };

  return { lookup: remembering(find, record), find, findV4: inV4, record };
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
