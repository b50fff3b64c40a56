import type { CodeNames } from './geo-names.ts';
import type { GeoAnswer } from './geo-place.ts';

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

/**
 * Asks where an address is. Undefined when nobody knows, or when it is no address; never throws.
 * Records are shared by all addresses of a place, as long as the place is remembered: do not change them; what is made from
 * one may be kept by it (in a `WeakMap`).
 */
export interface GeoLookup {
  lookup(address: string): GeoRecord | undefined;
}

/**
 * Turns the database's answer into a record, leaving out what is absent (R10). Undefined when nothing is known.
 * 0,0 without a city is no place: 1,949 IPv4 ranges of geoip-lite 2.0.3 that have no location are given the database's
 * first one there, Rwanda; so nothing else in such an answer holds either.
 */
export function toRecord(answer: GeoAnswer, names: CodeNames): GeoRecord | undefined {
  const { latitude, longitude } = answer;
  if (latitude === 0 && longitude === 0 && answer.city === '') return undefined;
  const country = names.countries.get(answer.country);
  const record: { -readonly [Name in keyof GeoRecord]: GeoRecord[Name] } = {};
  if (answer.city) record.city_name = answer.city;
  if (answer.region) record.region_code = answer.region;
  const region = answer.region && names.regions.get(`${answer.country}-${answer.region}`);
  if (region) record.region_name = region;
  if (answer.country) record.country_code2 = answer.country;
  if (country?.iso3) record.country_code3 = country.iso3;
  if (country?.name) record.country_name = country.name;
  if (country?.continent) record.continent_code = country.continent;
  if (answer.metro) record.dma_code = answer.metro;
  if (answer.timezone) record.timezone = answer.timezone;
  record.latitude = latitude;
  record.longitude = longitude;
  record.location = { lat: latitude, lon: longitude };
  return record;
}
