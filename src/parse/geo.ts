import { type GeoData, loadGeo } from './geo-data.ts';
import { readPlace } from './geo-place.ts';
import { type GeoLookup, type GeoRecord, toRecord } from './geo-record.ts';
import { findV4, isPrivateV4, noPlace, placeOfV4, rowBytesV4 } from './geo-v4.ts';
import { findV6, placeOfV6, rowBytesV6 } from './geo-v6.ts';
import { readAddress } from './ip-address.ts';

/** Places remembered, a power of two: 6 MB a thread at most. The database has 162,000, and traffic knows a few hundred. */
const rememberedPlaces = 16_384;

/** One place as the database has it, with what was made of it. A found nothing is worth remembering too. */
interface Known {
  readonly place: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly record: GeoRecord | undefined;
}

/** Loads the database and opens it, for one thread that is alone. Throws `LF_GEO_DATABASE` when it cannot be loaded. */
export async function openGeo(): Promise<GeoLookup> {
  return geoLookup(await loadGeo());
}

/** Answers from a database that was loaded, maybe in another thread. */
export function geoLookup(data: GeoData): GeoLookup {
  const v4 = new DataView(data.v4);
  const v4Index = new Uint32Array(data.v4Index);
  const v6 = new DataView(data.v6);
  const places = Buffer.from(data.places);
  const remembered = new Array<Known | undefined>(rememberedPlaces).fill(undefined);

  /** What a row says; `at` is where its place stands in it. */
  const recordAt = (rows: DataView, at: number): GeoRecord | undefined => {
    const place = rows.getUint32(at);
    if (place === noPlace) return undefined;
    const latitude = rows.getInt32(at + 4);
    const longitude = rows.getInt32(at + 8);
    const slot = slotOf(place, latitude, longitude);
    const known = remembered[slot];
    if (known?.place === place && known.latitude === latitude && known.longitude === longitude) {
      return known.record;
    }
    const record = toRecord(readPlace(places, place, latitude, longitude), data.names);
    remembered[slot] = { place, latitude, longitude, record };
    return record;
  };

  return {
    lookup: (text) => {
      const address = readAddress(text);
      if (address === undefined) return undefined;
      if (address.kind === 'v4') {
        if (isPrivateV4(address.value)) return undefined;
        const row = findV4(v4, v4Index, address.value);
        return row === -1 ? undefined : recordAt(v4, row * rowBytesV4 + placeOfV4);
      }
      const row = findV6(v6, address.high, address.low);
      return row === -1 ? undefined : recordAt(v6, row * rowBytesV6 + placeOfV6);
    },
  };
}

/** Places that differ little have slots far apart: odd numbers that are golden ratios of 32 bits and the like. */
function slotOf(place: number, latitude: number, longitude: number): number {
  const mixed =
    Math.imul(place, 0x9e37_79b1) ^ Math.imul(latitude, 0x85eb_ca77) ^ Math.imul(longitude, 0xc2b2_ae3d);
  return (mixed ^ (mixed >>> 15)) & (rememberedPlaces - 1);
}
