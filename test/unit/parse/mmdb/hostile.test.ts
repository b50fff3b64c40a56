import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { geoLookup } from '../../../../src/parse/geo.ts';
import { loadGeo } from '../../../../src/parse/geo-data.ts';
import { checkMmdb } from '../../../../src/parse/mmdb/database.ts';
import { DamagedMmdb, readValue } from '../../../../src/parse/mmdb/values.ts';
import { bitsOf, writeMmdb } from '../../../helpers/mmdb.ts';
import { asnMmdb, cityMmdb } from '../../../helpers/mmdb-samples.ts';
import { temporaryFolder } from '../../../helpers/temp.ts';
import { Dice } from '../compile/hostile.ts';
import { sharedOf } from './kit.ts';

const names = { countries: new Map(), regions: new Map() };

describe('files that cannot be used', () => {
  it('are told all at once, each with its path and why, as a mistake in the configuration', async () => {
    await using folder = temporaryFolder();
    const files: [string, Buffer | undefined, string][] = [
      ['good.mmdb', cityMmdb(), ''],
      ['again.mmdb', cityMmdb(), 'it is of the same kind as'],
      ['missing.mmdb', undefined, 'cannot be read: ENOENT'],
      ['empty.mmdb', Buffer.alloc(0), 'it is no MaxMind database'],
      ['text.mmdb', Buffer.from('{}'), 'it is no MaxMind database'],
      ['packed.mmdb.gz', gzipSync(cityMmdb()), 'it is no MaxMind database'],
      ['cut.mmdb', cityMmdb().subarray(900), 'it is cut'],
      ['domain.mmdb', cityMmdb({ type: 'GeoIP2-Domain' }), 'its type is "GeoIP2-Domain", and not City,'],
      [
        'old.mmdb',
        cityMmdb({ metadata: { binary_format_major_version: 1 } }),
        'binary_format_major_version 1',
      ],
      ['odd.mmdb', cityMmdb({ metadata: { record_size: 20 } }), 'record_size 20'],
      ['untyped.mmdb', cityMmdb({ metadata: { database_type: 5 } }), 'database_type 5'],
      ['large.mmdb', cityMmdb({ metadata: { node_count: 2 ** 31 } }), 'it is cut'],
      ['forged.mmdb', cityMmdb({ recordSize: 24 }).fill(255, 0, 3), 'a record that is not in the file'],
    ];
    for (const [name, bytes] of files) if (bytes) writeFileSync(join(folder.path, name), bytes);
    mkdirSync(join(folder.path, 'folder.mmdb'));
    const paths = [...files.map(([name]) => name), 'folder.mmdb'].map((name) => join(folder.path, name));
    const error = await loadGeo(paths).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'LF_GEO_DATABASE', exit: 2, hint: expect.stringContaining('.mmdb') });
    const lines: string[] = error.message.split('\n');
    expect(lines).toHaveLength(1 + files.length);
    for (const [name, , why] of files.slice(1)) {
      const line = lines.find((one) => one.includes(join(folder.path, name)) && one.includes(why));
      expect([name, line !== undefined]).toEqual([name, true]);
    }
    expect(lines.find((one) => one.includes('folder.mmdb'))).toContain('it is no file');
  });

  it('or that are damaged anywhere, are refused or say less, and never end a thread', () => {
    const dice = new Dice(9);
    const whole = [cityMmdb(), asnMmdb(), cityMmdb({ recordSize: 24 }), cityMmdb({ recordSize: 32 })];
    let refused = 0;
    let accepted = 0;
    for (let round = 0; round < 4000; round += 1) {
      const bytes = Buffer.from(dice.of(whole));
      for (let n = dice.below(4); n >= 0; n -= 1) bytes[dice.below(bytes.length)] = dice.below(256);
      try {
        const geo = geoLookup({ lite: undefined, databases: [checkMmdb(sharedOf(bytes))], names });
        for (const address of ['52.95.128.179', '10.0.0.1', '2600:1f14::', '0.0.0.0', '::'])
          geo.lookup(address);
        accepted += 1;
      } catch (error) {
        if (!(error instanceof DamagedMmdb)) throw error;
        refused += 1;
      }
    }
    expect(Math.min(refused, accepted)).toBeGreaterThan(100);
  });
});

describe('a value', () => {
  const read =
    (...bytes: number[]) =>
    () =>
      readValue(Buffer.from(bytes), 0, 0);

  it.each([
    ['that points to itself', read(0x20, 0), 'no end'],
    ['that holds itself', read(0x01, 4, 0x20, 0), 'no end'],
    ['behind the end', read(0x42, 0x61), 'behind the end'],
    ['of a type that is none', read(0x00, 6), 'type 13'],
    ['with a key that is a number', read(0xe1, 0xa0, 0xa0), 'no text'],
    ['that is a number of 17 bytes', read(0xd1, ...Array<number>(17).fill(0)), '17 bytes'],
    [
      'that is a very long text',
      () => readValue(Buffer.concat([Buffer.of(0x5f, 0, 0, 0), Buffer.alloc(70_000)]), 0, 0),
      '65821',
    ],
  ])('%s is refused', (_, attempt, why) => {
    expect(attempt).toThrow(DamagedMmdb);
    expect(attempt).toThrow(why);
  });

  it('that is little and would become very much is refused in no time', () => {
    // Lists of eight pointers to the list before: 8^12 values.
    const bomb: number[] = [0xa0];
    let before = 0;
    for (let level = 0; level < 12; level += 1) {
      const at = bomb.length;
      bomb.push(8, 4, ...Array.from({ length: 8 }, () => [0x20 | (before >> 8), before & 255]).flat());
      before = at;
    }
    expect(() => readValue(Buffer.from(bomb), 0, before)).toThrow('no end');
  });

  it('that makes a document longer than fragments may be is kept whole', () => {
    const long = { city: { names: { en: 'x'.repeat(4096) } } };
    const file = checkMmdb(sharedOf(writeMmdb([[bitsOf('1.0.0.0', 8), long]])));
    const geo = geoLookup({ lite: undefined, databases: [file], names });
    expect(geo.lookup('1.2.3.4')).toEqual({ city_name: 'x'.repeat(4096) });
  });
});
