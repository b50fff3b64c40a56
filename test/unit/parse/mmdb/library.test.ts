/* Our reader against the library that is known for these files. */
import { Reader } from 'maxmind';
import { describe, expect, it } from 'vitest';
import { readAddress } from '../../../../src/parse/ip-address.ts';
import { checkMmdb, mmdbReader } from '../../../../src/parse/mmdb/database.ts';
import { bitsOf, type MmdbData, type MmdbNetwork, writeMmdb } from '../../../helpers/mmdb.ts';
import { Dice } from '../compile/hostile.ts';
import { sharedOf } from './kit.ts';

const values = (dice: Dice): MmdbData[] => [
  dice.below(2 ** 31),
  0,
  2 ** 32 - 1,
  -1.5 - dice.below(100),
  2n ** 40n,
  true,
  false,
  'é'.repeat(dice.below(30)),
  'x'.repeat(dice.of([28, 29, 30, 284, 285, 286, 3000])),
  [],
  ['a', ['b'], {}],
];

function networks(dice: Dice, ipVersion: 4 | 6): MmdbNetwork[] {
  const v4 = Array.from({ length: 100 }, (_, n) => bitsOf(`${n + 1}.0.0.0`, 9 + dice.below(24), ipVersion));
  const v6 = Array.from({ length: 100 }, (_, n) =>
    bitsOf(`2001:${(n + 1).toString(16)}::${n}`, 33 + dice.below(96)),
  );
  const all = ipVersion === 6 ? [...v4, ...v6] : v4;
  return all.map((bits) => {
    const record = values(dice).map((value, i) => [`${'k'.repeat(i)}${dice.below(4)}`, value] as const);
    return [bits, Object.fromEntries(record)];
  });
}

function addresses(dice: Dice): string[] {
  const near = (n: number) => [
    `${n + 1}.${dice.of([0, 1, 128])}.${dice.below(2)}.${dice.below(3)}`,
    `2001:${(n + 1).toString(16)}:${dice.of(['', '8000:'])}:${n}`,
    `2001:${(n + 1).toString(16)}::${n}`,
  ];
  return [
    '0.0.0.0',
    '::',
    '255.255.255.255',
    'ffff::',
    ...Array.from({ length: 100 }, (_, n) => near(n)).flat(),
  ];
}

/** As the library gives it: objects for maps, and its numbers of 64 bits are no doubles. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, one]) => [key, plain(one)]));
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'bigint' ? Number(value) : value;
}

const known = (value: unknown) =>
  JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? Number(one) : one));

describe.each([4, 6] as const)('for IPv%i', (ipVersion) => {
  it.each([24, 28, 32] as const)('finds what the library finds, with records of %i bits', (recordSize) => {
    const dice = new Dice(recordSize + ipVersion);
    const file = writeMmdb(networks(dice, ipVersion), { ipVersion, recordSize });
    const library = new Reader(file);
    const ours = mmdbReader(checkMmdb(sharedOf(file)));
    let found = 0;
    for (const text of addresses(dice)) {
      const address = readAddress(text);
      if (address === undefined) throw new Error(`${text} is no address`);
      // The library takes IPv6 for IPv4's first bits where the database has no IPv6.
      if (address.kind === 'v6' && ipVersion === 4) {
        expect(ours.findV6(address.words)).toBe(-1);
        continue;
      }
      const offset = address.kind === 'v4' ? ours.findV4(address.value) : ours.findV6(address.words);
      const answer = offset === -1 ? null : plain(ours.read(offset));
      expect([text, known(answer)]).toEqual([text, known(library.get(text))]);
      if (offset !== -1) found += 1;
    }
    expect(found).toBeGreaterThan(20);
  });
});
