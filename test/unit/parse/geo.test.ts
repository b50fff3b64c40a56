import { beforeAll, describe, expect, it } from 'vitest';
import { openGeo } from '../../../src/parse/geo.ts';
import { type GeoLookup, toRecord } from '../../../src/parse/geo-record.ts';
import { readAddress } from '../../../src/parse/ip-address.ts';
import { golden } from './support.ts';

describe('openGeo', () => {
  let geo: GeoLookup;
  beforeAll(async () => {
    geo = await openGeo();
  });

  it('finds exactly the place of the article', () => {
    const { ip, ...place } = golden._source.dst_geoip as { ip: string };
    expect(geo.lookup(ip)).toEqual(place);
  });

  it('leaves out what the database does not have', () => {
    expect(geo.lookup('8.8.8.8')).toEqual({
      country_code2: 'US',
      country_code3: 'USA',
      country_name: 'United States',
      continent_code: 'NA',
      timezone: 'America/Chicago',
      latitude: 37.751,
      longitude: -97.822,
      location: { lat: 37.751, lon: -97.822 },
    });
  });

  it('finds IPv6 by its /64, in any spelling', () => {
    const place = geo.lookup('2600:1f14::1');
    expect(place).toMatchObject({ city_name: 'Boardman', region_name: 'Oregon', dma_code: 810 });
    expect(geo.lookup('2600:1F14:0:0:ffff::9')).toBe(place);
    expect(geo.lookup('2600:1f14:0000:0000:0000:0000:0000:0002')).toBe(place);
  });

  it('shares one record among the addresses of a range, and again when asked again', () => {
    const place = geo.lookup('54.187.220.203');
    expect(place).toBeDefined();
    expect(geo.lookup('54.187.220.204')).toBe(place);
    expect(geo.lookup('54.187.220.203')).toBe(place);
  });

  it.each(['::ffff:54.187.220.203', '::FFFF:36bb:dccb', '0:0:0:0:0:ffff:54.187.220.203'])(
    'takes %s for the IPv4 address that it is',
    (address) => {
      expect(geo.lookup(address)).toBe(geo.lookup('54.187.220.203'));
    },
  );

  it('does not put an address without a location into Rwanda', () => {
    expect(geo.lookup('23.131.145.1')).toBeUndefined();
    // A Rwandan one stays Rwandan.
    expect(geo.lookup('41.186.0.1')).toMatchObject({ country_code2: 'RW' });
  });

  it.each([
    '172.31.25.250',
    '10.0.0.1',
    '127.0.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    '2001:db8::1',
    '256.1.1.1',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    ' 8.8.8.8',
    '-',
    '',
    'localhost',
    '__proto__',
    ':::',
    '8.8.8.8\0',
    'x'.repeat(100_000),
  ])('knows nothing of %.40j', (address) => {
    expect(geo.lookup(address)).toBeUndefined();
    expect(geo.lookup(address)).toBeUndefined();
  });

  it('answers right when more addresses than it remembers went by', () => {
    const place = geo.lookup('54.187.220.203');
    for (let n = 0; n < 80_000; n += 1) geo.lookup(`54.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
    expect(geo.lookup('54.187.220.203')).toEqual(place);
  });
});

describe('toRecord', () => {
  const names = { country: () => undefined, region: () => undefined };
  const nothing = { range: '' as const, country: '', region: '', city: '', ll: [0, 0] as [number, number] };

  it('is undefined for an answer that says nothing', () => {
    expect(toRecord(nothing, names)).toBeUndefined();
    expect(toRecord({ ...nothing, ll: [null, null] }, names)).toBeUndefined();
  });

  it('keeps codes that have no names, and drops metro 0', () => {
    expect(toRecord({ ...nothing, country: 'QQ', region: 'Z9', metro: 0, ll: [null, null] }, names)).toEqual({
      country_code2: 'QQ',
      region_code: 'Z9',
    });
  });

  it('keeps a place on the equator', () => {
    expect(toRecord({ ...nothing, city: 'Null Island' }, names)).toMatchObject({
      location: { lat: 0, lon: 0 },
    });
    expect(toRecord({ ...nothing, ll: [0, 9.45] }, names)).toMatchObject({ location: { lat: 0, lon: 9.45 } });
  });
});

describe('readAddress', () => {
  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::'],
    ['2001:0DB8::', '2001:db8:0:0::'],
    ['::8:7:6:5:4', '0:0:0:8::'],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4::'],
    ['64:ff9b::1.2.3.4', '64:ff9b:0:0::'],
  ])('%s is in %s', (text, network) => {
    expect(readAddress(text)).toEqual({ kind: 'v6-network', text: network });
  });
});
