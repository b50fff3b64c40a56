import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { geoLookup } from '../../../../src/parse/geo.ts';
import { loadGeo } from '../../../../src/parse/geo-data.ts';
import { placeIntegers } from '../../../../src/parse/geo-record.ts';
import { bitsOf, writeMmdb } from '../../../helpers/mmdb.ts';
import { asnMmdb, boardman, cityMmdb } from '../../../helpers/mmdb-samples.ts';
import { temporaryFolder } from '../../../helpers/temp.ts';

/** All that a City database can say, by the names of Logstash's geoip filter. */
const place = {
  city_name: 'Boardman',
  region_code: 'OR',
  region_name: 'Oregon',
  country_code2: 'US',
  country_code3: 'USA',
  country_name: 'United States',
  continent_code: 'NA',
  dma_code: 810,
  postal_code: '97818',
  timezone: 'America/Los_Angeles',
  latitude: 45.8491,
  longitude: -119.7143,
  location: { lat: 45.8491, lon: -119.7143 },
};
const network = { asn: 16_509, as_org: 'AMAZON-02' };

async function load(...files: Buffer[]) {
  await using folder = temporaryFolder();
  const paths = files.map((file, i) => {
    const path = join(folder.path, `a file, ${i}.mmdb`);
    writeFileSync(path, file);
    return path;
  });
  return await loadGeo(paths);
}

describe('MaxMind databases', () => {
  it('have every field of a place, and geoip-lite is not loaded beside them', async () => {
    const data = await load(cityMmdb());
    expect(data.lite).toBeUndefined();
    expect(data.databases.map(({ title }) => title)).toEqual(['GeoLite2-City of 2026-11-20']);
    const geo = geoLookup(data);
    expect(geo.lookup('52.95.128.179')).toEqual(place);
    expect(geo.lookup('2600:1f14:1fff::5')).toEqual(place);
    expect(geo.lookup('::ffff:52.95.128.179')).toEqual(place);
    expect(geo.lookup('52.95.0.1')).toBeUndefined();
    expect(geo.lookup('2600:1f15::')).toBeUndefined();
    expect(geo.lookup('-')).toBeUndefined();
    // A company's own file may know private addresses.
    expect(geo.lookup('10.1.2.3')).toEqual({
      ...{ city_name: 'Site A', latitude: -12.5, longitude: 0, location: { lat: -12.5, lon: 0 } },
    });
  });

  it('of places and of networks are asked both', async () => {
    const geo = geoLookup(await load(asnMmdb(), cityMmdb()));
    expect(geo.lookup('52.95.128.179')).toEqual({ ...place, ...network });
    expect(geo.lookup('52.95.0.1')).toEqual(network);
    expect(geo.lookup('2600:1f14:ffff::')).toEqual(network);
    expect(geo.lookup('10.1.2.3')).toMatchObject({ city_name: 'Site A' });
    expect(geo.lookup('11.1.2.3')).toBeUndefined();
    const found = new Int32Array(placeIntegers);
    expect(geo.findV4(0x345f_80b3, found)).toBe(true);
    expect(geo.record(found)).toEqual({ ...place, ...network });
    expect(geo.findV4(0x0b01_0203, found)).toBe(false);
  });

  it('of networks alone go with the places of geoip-lite', async () => {
    const data = await load(asnMmdb());
    const geo = geoLookup(data);
    const lite = geoLookup(await loadGeo());
    expect(geo.lookup('52.95.128.179')).toEqual({ ...lite.lookup('52.95.128.179'), ...network });
    expect(geo.lookup('54.187.220.203')).toEqual(lite.lookup('54.187.220.203'));
    expect(geo.lookup('54.187.220.203')).toMatchObject({ city_name: 'Boardman' });
    expect(geo.lookup('10.1.2.3')).toBeUndefined();
  });

  it('of countries and of providers are told by their type', async () => {
    const { country, continent } = boardman;
    const countries = writeMmdb([[bitsOf('1.0.0.0', 8), { continent, country }]], { type: 'GeoIP2-Country' });
    const geo = geoLookup(await load(countries, asnMmdb({ type: 'GeoIP2-ISP' })));
    expect(geo.lookup('1.2.3.4')).toEqual({
      ...{ country_code2: 'US', country_code3: 'USA', country_name: 'United States', continent_code: 'NA' },
    });
    expect(geo.lookup('52.95.0.1')).toEqual(network);
  });

  it('say nothing where a record has nothing that documents have, or is of another shape', async () => {
    const odd = { city: 'Boardman', subdivisions: {}, location: { latitude: 'north' }, country: ['US'] };
    const geo = geoLookup(
      await load(
        writeMmdb([
          [bitsOf('1.0.0.0', 8), odd],
          [bitsOf('2.0.0.0', 8), {}],
        ]),
      ),
    );
    expect(geo.lookup('1.2.3.4')).toBeUndefined();
    expect(geo.lookup('2.2.3.4')).toBeUndefined();
  });
});
