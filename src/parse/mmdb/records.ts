import type { CodeNames } from '../geo-names.ts';
import type { GeoRecord } from '../geo-record.ts';
import type { MmdbMap, MmdbValue } from './values.ts';

/**
 * What a City, Country or Enterprise database says of a place, without what is absent; undefined when that is nothing. Names are the
 * English ones, the region is the smallest that is told of, as with Logstash's geoip filter. The database has no country codes
 * of three letters; those are `names`'.
 * Source: "GeoIP2 and GeoLite2 Databases", dev.maxmind.com.
 */
export function placeRecord(value: MmdbValue, names: CodeNames): GeoRecord | undefined {
  const root = mapOf(value);
  const country = mapIn(root, 'country');
  const location = mapIn(root, 'location');
  const region = lastOf(root?.get('subdivisions'));
  const code = textIn(country, 'iso_code');
  const [lat, lon] = [numberIn(location, 'latitude'), numberIn(location, 'longitude')];
  return present({
    city_name: nameOf(mapIn(root, 'city')),
    region_code: textIn(region, 'iso_code'),
    region_name: nameOf(region),
    country_code2: code,
    country_code3: code && names.countries.get(code)?.iso3,
    country_name: nameOf(country),
    continent_code: textIn(mapIn(root, 'continent'), 'code'),
    dma_code: numberIn(location, 'metro_code'),
    postal_code: textIn(mapIn(root, 'postal'), 'code'),
    timezone: textIn(location, 'time_zone'),
    latitude: lat,
    longitude: lon,
    location: lat === undefined || lon === undefined ? undefined : { lat, lon },
  });
}

/** What an ASN or ISP database says of a network, by the names of Logstash's geoip filter. */
export function networkRecord(value: MmdbValue): GeoRecord | undefined {
  const root = mapOf(value);
  return present({
    asn: numberIn(root, 'autonomous_system_number'),
    as_org: textIn(root, 'autonomous_system_organization'),
  });
}

function present(fields: { readonly [Name in keyof GeoRecord]: GeoRecord[Name] | undefined }) {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  return there.length === 0 ? undefined : (Object.fromEntries(there) as GeoRecord);
}

function nameOf(map: MmdbMap | undefined): string | undefined {
  return textIn(mapIn(map, 'names'), 'en');
}

function mapOf(value: MmdbValue): MmdbMap | undefined {
  return value instanceof Map ? value : undefined;
}

function mapIn(map: MmdbMap | undefined, name: string): MmdbMap | undefined {
  return mapOf(map?.get(name));
}

function lastOf(value: MmdbValue): MmdbMap | undefined {
  return Array.isArray(value) ? mapOf(value.at(-1)) : undefined;
}

function textIn(map: MmdbMap | undefined, name: string): string | undefined {
  const value = map?.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberIn(map: MmdbMap | undefined, name: string): number | undefined {
  const value = map?.get(name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
