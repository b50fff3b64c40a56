import type { GeoRecord } from '../geo-record.ts';

/** By the code that a record has. */
const continents: Readonly<Record<string, string>> = {
  AF: 'Africa',
  AN: 'Antarctica',
  AS: 'Asia',
  EU: 'Europe',
  NA: 'North America',
  OC: 'Oceania',
  SA: 'South America',
};

/** A record by the names of ECS, `geo.*` (Elastic Common Schema, "Geo Fields"). Undefined when it has none of them. */
export function ecsPlace(record: GeoRecord): object | undefined {
  const { city_name, continent_code, country_code2, country_name, region_code, region_name } = record;
  const place = {
    city_name,
    continent_code,
    continent_name: continent_code === undefined ? undefined : continents[continent_code],
    country_iso_code: country_code2,
    country_name,
    region_iso_code: country_code2 && region_code ? `${country_code2}-${region_code}` : undefined,
    region_name,
    timezone: record.timezone,
    location: record.location,
  };
  return Object.values(place).some((value) => value !== undefined) ? place : undefined;
}
