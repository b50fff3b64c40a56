import { bitsOf, type MmdbOptions, writeMmdb } from './mmdb.ts';

/** A record as City databases have them, with everything in it that documents can have. */
export const boardman = {
  city: { geoname_id: 5_714_964, names: { de: 'Boardman', en: 'Boardman' } },
  continent: { code: 'NA', geoname_id: 6_255_149, names: { en: 'North America' } },
  country: { geoname_id: 6_252_001, iso_code: 'US', names: { de: 'USA', en: 'United States' } },
  location: {
    ...{ accuracy_radius: 1000, latitude: 45.8491, longitude: -119.7143, metro_code: 810 },
    time_zone: 'America/Los_Angeles',
  },
  postal: { code: '97818' },
  registered_country: { geoname_id: 6_252_001, iso_code: 'US', names: { en: 'United States' } },
  subdivisions: [
    { iso_code: 'XX', names: { en: 'Northwest' } },
    { iso_code: 'OR', names: { de: 'Oregon', en: 'Oregon' } },
  ],
};
export const amazon = { autonomous_system_number: 16_509, autonomous_system_organization: 'AMAZON-02' };

const { ipv4, ipv6, inside } = { ipv4: '52.95.128.0', ipv6: '2600:1f14::', inside: '10.0.0.0' };

/** Of AWS's published records some addresses, an IPv6 network, and 10.0.0.0/8 as a company would have it. */
export function cityMmdb(options: MmdbOptions = {}): Buffer {
  const site = { city: { names: { en: 'Site A' } }, location: { latitude: -12.5, longitude: 0 } };
  return writeMmdb(
    [
      [bitsOf(ipv4, 17, options.ipVersion), boardman],
      [bitsOf(inside, 8, options.ipVersion), site],
      ...(options.ipVersion === 4 ? [] : ([[bitsOf(ipv6, 35), boardman]] as const)),
    ],
    options,
  );
}

export function asnMmdb(options: MmdbOptions = {}): Buffer {
  return writeMmdb(
    [
      [bitsOf(ipv4, 16), amazon],
      [bitsOf(ipv6, 32), amazon],
    ],
    { type: 'GeoLite2-ASN', ...options },
  );
}
