/*
 * Our reader against the library whose files it reads. Default: some 200,000 addresses in a few seconds.
 *   GEO_ADDRESSES=1000000 GEO_EVERY=1 npx vitest run --project unit geo-library     a million, and every border of every range
 */
import geoip from 'geoip-lite';
import { expect, test } from 'vitest';
import { geoLookup } from '../../../src/parse/geo.ts';
import { loadGeo } from '../../../src/parse/geo-data.ts';
import { loadLite } from '../../../src/parse/geo-lite-data.ts';
import { type GeoRecord, toRecord } from '../../../src/parse/geo-record.ts';

const addresses = Number(process.env.GEO_ADDRESSES ?? 50_000);
const every = Number(process.env.GEO_EVERY ?? 97);
const patience = 1_800_000;

const data = await loadGeo();
const geo = geoLookup(data);
const lite = await loadLite();
const v4 = new DataView(lite.v4);
const v6 = new DataView(lite.v6);

/** What the library answers, in our words. */
function expected(address: string): GeoRecord | undefined {
  const answer = geoip.lookup(address);
  if (answer === null) return undefined;
  const { country, region, city, timezone = '', metro = 0, ll } = answer;
  const [latitude, longitude] = ll;
  if (latitude === null || longitude === null) return undefined;
  return toRecord({ country, region, city, timezone, metro, latitude, longitude }, data.names);
}

/** Answers with how many were found: a comparison of nothing with nothing proves nothing. */
function compare(some: Iterable<string>): number {
  let found = 0;
  for (const address of some) {
    const record = geo.lookup(address);
    const wanted = expected(address);
    if (record !== undefined) found += 1;
    if (JSON.stringify(record) !== JSON.stringify(wanted))
      expect({ address, record }).toEqual({ address, record: wanted });
  }
  return found;
}

function v4Text(address: number): string {
  return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join('.');
}

function v6Text(first64: bigint, rest: number): string {
  const groups = [48n, 32n, 16n, 0n].map((shift) => ((first64 >> shift) & 0xffffn).toString(16));
  return `${groups.join(':')}:${rest.toString(16)}:0:0:${rest.toString(16)}`;
}

function random(below: number): number {
  return Math.floor(Math.random() * below);
}

function* times<T>(count: number, make: () => T): Generator<T> {
  for (let n = 0; n < count; n += 1) yield make();
}

test('IPv4 addresses at random', { timeout: patience }, () => {
  expect(compare(times(addresses, () => v4Text(random(2 ** 32))))).toBeGreaterThan(addresses / 2);
});

test('IPv6 addresses at random, in and between the ranges', { timeout: patience }, () => {
  const rows = v6.byteLength / 48;
  const inRange = () => {
    const row = random(rows) * 48;
    const first = v6.getBigUint64(row);
    const size = v6.getBigUint64(row + 16) - first + 1n;
    return v6Text(first + BigInt(Math.floor(Math.random() * Number(size))), random(65_536));
  };
  expect(compare(times(addresses, inRange))).toBeGreaterThan(addresses / 2);
  compare(times(addresses / 10, () => v6Text((0x2000n << 48n) | (BigInt(random(2 ** 32)) << 29n), 1)));
});

test('the borders of IPv4 ranges, and the addresses beside them', { timeout: patience }, () => {
  function* borders(): Generator<string> {
    for (let at = random(every) * 24; at < v4.byteLength; at += every * 24) {
      const first = v4.getUint32(at);
      const last = v4.getUint32(at + 4);
      for (const address of [first - 1, first, last, last + 1]) yield v4Text(address >>> 0);
    }
  }
  expect(compare(borders())).toBeGreaterThan(0);
});

test('the borders of IPv6 ranges, and the addresses beside them', { timeout: patience }, () => {
  function* borders(): Generator<string> {
    for (let at = random(every) * 48; at < v6.byteLength; at += every * 48) {
      const first = v6.getBigUint64(at);
      const last = v6.getBigUint64(at + 16);
      for (const address of [first - 1n, first, last, last + 1n])
        yield v6Text(BigInt.asUintN(64, address), 0);
    }
  }
  expect(compare(borders())).toBeGreaterThan(0);
});

test('the borders of private and special ranges', () => {
  const beginnings = [
    '0.0.0.0',
    '10.0.0.0',
    '11.0.0.0',
    '100.64.0.0',
    '127.0.0.0',
    '169.254.0.0',
    '172.16.0.0',
  ]
    .concat(['172.32.0.0', '192.168.0.0', '192.169.0.0', '224.0.0.0', '255.255.255.255', '172.15.255.255'])
    .concat(['9.255.255.255', '10.255.255.255', '172.31.255.255', '192.167.255.255', '192.168.255.255']);
  compare([...beginnings, '::', '::1', 'fc00::1', 'fe80::1', 'ff02::1', '2002::', 'ffff::', '2001:db8::1']);
});
