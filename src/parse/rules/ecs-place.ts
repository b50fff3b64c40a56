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

/** What the Elastic Common Schema has for an address: "Geo Fields" and "Autonomous System Fields". */
export interface EcsPlace {
  readonly geo?: object;
  readonly as?: object;
}

/** A record by the names of ECS. Undefined when it has none of them. */
export function ecsPlace(record: GeoRecord): EcsPlace | undefined {
  const { city_name, continent_code, country_code2, country_name, region_code, region_name } = record;
  const geo = {
    city_name,
    continent_code,
    continent_name: continent_code === undefined ? undefined : continents[continent_code],
    country_iso_code: country_code2,
    country_name,
    postal_code: record.postal_code,
    region_iso_code: country_code2 && region_code ? `${country_code2}-${region_code}` : undefined,
    region_name,
    timezone: record.timezone,
    location: record.location,
  };
  const { asn, as_org } = record;
  const network = { number: asn, organization: as_org === undefined ? undefined : { name: as_org } };
  const [hasGeo, hasNetwork] = [geo, network].map((one) =>
    Object.values(one).some((value) => value !== undefined),
  );
  if (!hasGeo && !hasNetwork) return undefined;
  return { ...(hasGeo && { geo }), ...(hasNetwork && { as: network }) };
}
