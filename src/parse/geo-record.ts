import type { ICountryData } from 'countries-list';
import type { Answer } from 'geoip-lite';

/** Where an address is, by the names of Logstash's geoip filter; `ip` itself is put in front where it is written. */
export interface GeoRecord {
  readonly city_name?: string;
  readonly region_code?: string;
  readonly region_name?: string;
  readonly country_code2?: string;
  readonly country_code3?: string;
  readonly country_name?: string;
  readonly continent_code?: string;
  readonly dma_code?: number;
  readonly timezone?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly location?: { readonly lat: number; readonly lon: number };
}

/** Asks where an address is. Undefined when nobody knows, or when it is no address; never throws. Records are shared: do not change them. */
export interface GeoLookup {
  lookup(address: string): GeoRecord | undefined;
}

/** What geoip-lite's codes stand for. */
export interface CodeNames {
  country(code: string): Pick<ICountryData, 'name' | 'continent' | 'iso3'> | undefined;
  /** By ISO 3166-2 code: `US-OR`. */
  region(code: string): string | undefined;
}

/**
 * Turns geoip-lite's answer into a record, leaving out what is absent (R10). Undefined when nothing is known.
 * 0,0 without a city is no place: 1,949 IPv4 ranges of geoip-lite 2.0.3 that have no location are given the database's
 * first one there, Rwanda; so nothing else in such an answer holds either.
 */
export function toRecord(answer: Answer, names: CodeNames): GeoRecord | undefined {
  const [latitude, longitude] = answer.ll;
  if (latitude === 0 && longitude === 0 && answer.city === '') return undefined;
  const country = names.country(answer.country);
  const record: GeoRecord = {
    ...text('city_name', answer.city),
    ...text('region_code', answer.region),
    ...text('region_name', answer.region && names.region(`${answer.country}-${answer.region}`)),
    ...text('country_code2', answer.country),
    ...text('country_code3', country?.iso3),
    ...text('country_name', country?.name),
    ...text('continent_code', country?.continent),
    ...(answer.metro ? { dma_code: answer.metro } : {}),
    ...text('timezone', answer.timezone),
    ...(latitude !== null && longitude !== null
      ? { latitude, longitude, location: { lat: latitude, lon: longitude } }
      : {}),
  };
  return Object.keys(record).length > 0 ? record : undefined;
}

function text<Name extends keyof GeoRecord>(name: Name, value: string | undefined): { [_ in Name]?: string } {
  return value ? ({ [name]: value } as { [_ in Name]?: string }) : {};
}
