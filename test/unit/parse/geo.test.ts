import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isIP } from 'node:net';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { geoLookup } from '../../../src/parse/geo.ts';
import { loadGeo } from '../../../src/parse/geo-data.ts';
import { geoFolder, loadLite } from '../../../src/parse/geo-lite-data.ts';
import { type GeoLookup, placeIntegers, toRecord } from '../../../src/parse/geo-record.ts';
import { readAddress } from '../../../src/parse/ip-address.ts';
import { temporaryFolder } from '../../helpers/temp.ts';
import { golden } from './support.ts';

describe('geoLookup', () => {
  let geo: GeoLookup;
  beforeAll(async () => {
    geo = geoLookup(await loadGeo());
  });

  it('finds exactly the place of the article', () => {
    const { ip, ...place } = golden._source.dst_geoip as { ip: string };
    expect(geo.lookup(ip)).toEqual(place);
  });

  it('leaves out what the database does not have (R10)', () => {
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

  it('does not put an address without a location into Rwanda (R10)', () => {
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

  it('says the same by its place, without a record being made', () => {
    const place = new Int32Array(placeIntegers);
    for (const address of ['54.187.220.203', '2600:1f14::1', '::ffff:8.8.8.8']) {
      expect(geo.find(address, place)).toBe(true);
      expect(geo.record(place)).toEqual(geo.lookup(address));
    }
    expect(geo.findV4(0x36bbdccb, place)).toBe(true);
    expect(geo.record(place)).toEqual(geo.lookup('54.187.220.203'));
    expect(geo.findV4(0x0a000001, place)).toBe(false);
    expect(geo.find('8.8.8', place)).toBe(false);
    // 0,0 without a city: a place of which nothing is known.
    expect(geo.find('23.131.145.1', place)).toBe(true);
    expect(geo.record(place)).toBeUndefined();
  });

  it('answers right when more addresses than it remembers went by', () => {
    const place = geo.lookup('54.187.220.203');
    for (let n = 0; n < 80_000; n += 1) geo.lookup(`54.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
    expect(geo.lookup('54.187.220.203')).toEqual(place);
  });
});

describe('toRecord', () => {
  const names = { countries: new Map(), regions: new Map() };
  const nothing = {
    country: '',
    region: '',
    city: '',
    timezone: '',
    metro: 0,
    latitude: 0,
    longitude: 0,
  };

  it('is undefined for an answer that says nothing', () => {
    expect(toRecord(nothing, names)).toBeUndefined();
  });

  it('keeps codes that have no names, and drops metro 0', () => {
    expect(toRecord({ ...nothing, country: 'QQ', region: 'Z9', latitude: 1.5 }, names)).toEqual({
      country_code2: 'QQ',
      region_code: 'Z9',
      latitude: 1.5,
      longitude: 0,
      location: { lat: 1.5, lon: 0 },
    });
  });

  it('keeps a place on the equator', () => {
    expect(toRecord({ ...nothing, city: 'Null Island' }, names)).toMatchObject({
      location: { lat: 0, lon: 0 },
    });
    expect(toRecord({ ...nothing, longitude: 9.45 }, names)).toMatchObject({
      location: { lat: 0, lon: 9.45 },
    });
  });
});

describe('readAddress', () => {
  it.each([
    ['2001:db8:1:2:3:4:5:6', [0x2001_0db8, 0x0001_0002, 0x0003_0004, 0x0005_0006]],
    ['2001:0DB8::', [0x2001_0db8, 0, 0, 0]],
    ['::8:7:6:5:4', [0, 8, 0x0007_0006, 0x0005_0004]],
    ['1:2:3:4:5:6:1.2.3.4', [0x0001_0002, 0x0003_0004, 0x0005_0006, 0x0102_0304]],
    ['64:ff9b::1.2.3.4', [0x0064_ff9b, 0, 0, 0x0102_0304]],
    ['ffff:ffff:ffff:ffff::ffff', [0xffff_ffff, 0xffff_ffff, 0, 0xffff]],
  ])('%s is these words', (text, words) => {
    expect(readAddress(text)).toEqual({ kind: 'v6', words });
  });

  it('takes what isIP takes, but for zones', () => {
    const piece = fc.constantFrom(
      ...':|:|:|::|.|0|00|1|ff|ffff|fffff|A|g|%|12|255|256|01|1.2.3.4'.split('|'),
    );
    const family = fc.array(piece, { maxLength: 17 }).map((pieces) => pieces.join(''));
    const address = fc.oneof(fc.ipV4(), fc.ipV6(), family);
    fc.assert(
      fc.property(address, (text) => {
        expect(readAddress(text) !== undefined).toBe(isIP(text) > 0 && !text.includes('%'));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('loadLite', () => {
  const files = ['geoip-city.dat', 'geoip-city6.dat', 'geoip-city-names.dat'] as const;
  const range = Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 255, 0, 0, 0, 0, ...new Uint8Array(12));
  const pointsNowhere = range.with(11, 7);
  const good = { [files[0]]: range, [files[1]]: new Uint8Array(48), [files[2]]: new Uint8Array(88) };

  async function load(changed: Partial<Record<(typeof files)[number], Uint8Array | undefined>>) {
    await using folder = temporaryFolder();
    for (const [name, bytes] of Object.entries({ ...good, ...changed })) {
      if (bytes) writeFileSync(join(folder.path, name), bytes);
    }
    const names = { countries: new Map(), regions: new Map() };
    return { lite: await loadLite(folder.path), databases: [], names };
  }

  it('takes a small database', async () => {
    const geo = geoLookup(await load({}));
    expect(geo.lookup('1.0.0.1')).toBeUndefined();
    expect(geo.lookup('::1')).toBeUndefined();
  });

  it.each([
    ['a missing file', { 'geoip-city6.dat': undefined }, /geoip-city6\.dat cannot be read.*ENOENT/],
    ['an empty file', { 'geoip-city.dat': new Uint8Array(0) }, /geoip-city\.dat is damaged: 0 bytes/],
    ['a cut file', { 'geoip-city-names.dat': new Uint8Array(87) }, /geoip-city-names\.dat is damaged/],
    ['ranges out of order', { 'geoip-city.dat': Buffer.concat([range, range]) }, /out of order/],
    ['a place that is not there', { 'geoip-city.dat': pointsNowhere }, /points to a place/],
    ['one of IPv6', { 'geoip-city6.dat': new Uint8Array(48).fill(1) }, /city6\.dat is damaged.*a place/],
  ])('refuses %s', async (_, changed, message) => {
    await expect(load(changed)).rejects.toMatchObject({
      code: 'LF_GEO_DATABASE',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('GEODATADIR'),
    });
  });

  it('finds the folder as geoip-lite does: GEODATADIR, from the folder of the library', () => {
    expect(geoFolder('/somewhere/else')).toBe('/somewhere/else');
    const library = dirname(createRequire(import.meta.url).resolve('geoip-lite'));
    expect(geoFolder('near')).toBe(join(library, 'near'));
    expect(geoFolder(undefined)).toBe(join(library, '..', 'data'));
    expect(geoFolder('')).toBe(join(library, '..', 'data'));
  });
});
