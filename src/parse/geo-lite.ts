import type { LiteData } from './geo-lite-data.ts';
import type { CodeNames } from './geo-names.ts';
import { readPlace } from './geo-place.ts';
import { type GeoPlace, type GeoSource, toRecord } from './geo-record.ts';
import { findV4, isPrivateV4, noPlace, placeOfV4, rowBytesV4 } from './geo-v4.ts';
import { findV6, placeOfV6, rowBytesV6 } from './geo-v6.ts';

/** Integers of a place that are this source's: its number in the database, latitude and longitude. The number -1: none. */
const integers = 3;

/** geoip-lite's database as it was loaded, maybe in another thread. */
export function liteSource(data: LiteData, names: CodeNames): GeoSource {
  const v4 = new DataView(data.v4);
  const v4Index = new Uint32Array(data.v4Index);
  const v6 = new DataView(data.v6);
  const places = Buffer.from(data.places);
  return {
    findV4: (address, place) => {
      const row = isPrivateV4(address) ? -1 : findV4(v4, v4Index, address);
      return row === -1 ? none(place) : readRow(v4, row * rowBytesV4 + placeOfV4, place);
    },
    findV6: ([high, low], place) => {
      const row = findV6(v6, high, low);
      return row === -1 ? none(place) : readRow(v6, row * rowBytesV6 + placeOfV6, place);
    },
    record: ([place = 0, latitude = 0, longitude = 0]) =>
      place === -1 ? undefined : toRecord(readPlace(places, place, latitude, longitude), names),
  };
}

/** `at` is where its place stands in a row. False when the row has none. */
function readRow(rows: DataView, at: number, place: GeoPlace): boolean {
  if (rows.getUint32(at) === noPlace) return none(place);
  for (let i = 0; i < integers; i += 1) place[i] = rows.getInt32(at + i * 4);
  return true;
}

function none(place: GeoPlace): false {
  place[0] = -1;
  place[1] = 0;
  place[2] = 0;
  return false;
}
