import type { CodeNames } from './geo-names.ts';
import type { GeoAnswer } from './geo-place.ts';
import type { AddressWords } from './ip-address.ts';

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
  readonly postal_code?: string;
  readonly timezone?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly location?: { readonly lat: number; readonly lon: number };
  /** Of the network that the address is in. */
  readonly asn?: number;
  readonly as_org?: string;
}

/**
 * Four integers by which databases know a place, or a range of addresses; what they mean is their own affair. Whoever keeps
 * something by place can so keep it without an object for each.
 */
export type GeoPlace = Int32Array;

export const placeIntegers = 4;

/** Places that differ little are far apart: odd numbers that are golden ratios of 32 bits and the like. */
export function hashPlace(place: GeoPlace): number {
  const mixed =
    Math.imul(place[0] as number, 0x9e37_79b1) ^
    Math.imul(place[1] as number, 0x85eb_ca77) ^
    Math.imul(place[2] as number, 0xc2b2_ae3d) ^
    Math.imul(place[3] as number, 0x27d4_eb2f);
  return mixed ^ (mixed >>> 15);
}

/** Asks where an address is. Nothing here throws. */
export interface GeoLookup {
  /** Undefined when nobody knows, or when it is no address. Records may be shared: do not change them. */
  lookup(address: string): GeoRecord | undefined;
  /** Fills `place` and makes no object. False when nobody knows, or when it is no address. */
  find(address: string, place: GeoPlace): boolean;
  /** `find` for IPv4 given as a number. */
  findV4(address: number, place: GeoPlace): boolean;
  /** The record of a place that was found, made anew. Undefined when the database says nothing of it. */
  record(place: GeoPlace): GeoRecord | undefined;
}

/**
 * One database behind a lookup. Some of a place's integers are its own: it writes these whenever it is asked, found or not, so
 * that one place has one spelling.
 */
export interface GeoSource {
  findV4(address: number, place: GeoPlace): boolean;
  findV6(address: AddressWords, place: GeoPlace): boolean;
  record(place: GeoPlace): GeoRecord | undefined;
}

/** Knows no place: for whoever wants to know whether lines can be read, and not where addresses are. */
export const noPlaces: GeoLookup = {
  lookup: () => undefined,
  find: () => false,
  findV4: () => false,
  record: () => undefined,
};

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
