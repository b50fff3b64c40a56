/*
 * geoip-city-names.dat of geoip-lite 2.0.3: texts end at a NUL or at the next field.
 *   0 country   2 region   5 metro (big-endian)   9 EU   10 time zone   42 city
 */
export const placeBytes = 88;

/** What the database says of a range. */
export interface GeoAnswer {
  readonly country: string;
  readonly region: string;
  readonly city: string;
  readonly timezone: string;
  /** 0 means none. */
  readonly metro: number;
  /** Degrees, with four decimals. */
  readonly latitude: number;
  readonly longitude: number;
}

/** `latitude` and `longitude` as the range has them, in degrees * 10^4. */
export function readPlace(places: Buffer, place: number, latitude: number, longitude: number): GeoAnswer {
  const at = place * placeBytes;
  return {
    country: text(places, at, at + 2),
    region: text(places, at + 2, at + 5),
    metro: places.readInt32BE(at + 5),
    timezone: text(places, at + 10, at + 42),
    city: text(places, at + 42, at + placeBytes),
    latitude: latitude / 10_000,
    longitude: longitude / 10_000,
  };
}

function text(bytes: Buffer, from: number, to: number): string {
  const nul = bytes.indexOf(0, from);
  return bytes.toString('utf8', from, nul >= from && nul < to ? nul : to);
}
