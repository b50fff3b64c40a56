import type { GeoData } from '../src/parse/geo-data.ts';
import { loadNames } from '../src/parse/geo-names.ts';
import { checkMmdb } from '../src/parse/mmdb/database.ts';
import { bitsOf, type MmdbNetwork, writeMmdb } from '../test/helpers/mmdb.ts';
import { amazon, boardman } from '../test/helpers/mmdb-samples.ts';

/**
 * A database of places and one of networks, in which each address of the bench has a record. They have 4,096 networks and
 * as many records, where MaxMind's own have millions and a hundred thousand.
 */
export async function benchDatabases(): Promise<GeoData> {
  const networks = (recordOf: (n: number) => MmdbNetwork[1]): MmdbNetwork[] =>
    Array.from({ length: 4096 }, (_, n) => [bitsOf(`${n >> 4}.${(n & 15) << 4}.0.0`, 12), recordOf(n)]);
  const places = networks((n) => ({ ...boardman, postal: { code: `${10_000 + n}` } }));
  const asn = networks((n) => ({ ...amazon, autonomous_system_number: n }));
  const files = [writeMmdb(places), writeMmdb(asn, { type: 'GeoLite2-ASN' })];
  const databases = files.map((file) => {
    const bytes = new SharedArrayBuffer(file.length);
    new Uint8Array(bytes).set(file);
    return checkMmdb(bytes);
  });
  return { lite: undefined, databases, names: await loadNames() };
}
