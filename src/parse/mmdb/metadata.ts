import { DamagedMmdb, type MmdbMap, type MmdbValue, readValue } from './values.ts';

export interface MmdbMetadata {
  /** `GeoLite2-City` */
  readonly type: string;
  readonly nodes: number;
  /** Bits. */
  readonly recordSize: 24 | 28 | 32;
  readonly ipVersion: 4 | 6;
  /** s since the epoch */
  readonly built: number;
}

const marker = Buffer.from('abcdef4d61784d696e642e636f6d', 'hex');
/** The metadata is in the last 128 KiB, marker included. */
const maxMetadata = 128 * 1024;
/** 16 zeros between the tree and the data. */
export const separatorBytes = 16;

/**
 * What the file says of itself. Throws `DamagedMmdb`, also when it is no such file.
 * Source: "MaxMind DB File Format Specification" 2.0, database metadata.
 */
export function readMetadata(bytes: Buffer): MmdbMetadata {
  const tail = Math.max(0, bytes.length - maxMetadata);
  const found = bytes.subarray(tail).lastIndexOf(marker);
  if (found === -1) throw new DamagedMmdb('it is no MaxMind database (.mmdb)');
  const map = readValue(bytes, tail + found + marker.length, 0);
  if (!(map instanceof Map)) throw new DamagedMmdb('its metadata is no map');
  const metadata = {
    type: textOf(map, 'database_type'),
    nodes: numberOf(map, 'node_count'),
    recordSize: oneOf(map, 'record_size', [24, 28, 32] as const),
    ipVersion: oneOf(map, 'ip_version', [4, 6] as const),
    built: numberOf(map, 'build_epoch'),
  };
  oneOf(map, 'binary_format_major_version', [2]);
  if (treeBytes(metadata) + separatorBytes > tail + found) throw new DamagedMmdb('it is cut');
  return metadata;
}

export function treeBytes({ nodes, recordSize }: Pick<MmdbMetadata, 'nodes' | 'recordSize'>): number {
  return (nodes * recordSize) / 4;
}

function textOf(map: MmdbMap, name: string): string {
  const value = map.get(name);
  return typeof value === 'string' ? value : lacking(name, value);
}

function numberOf(map: MmdbMap, name: string): number {
  const value = map.get(name);
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : lacking(name, value);
}

function oneOf<const Value extends number>(map: MmdbMap, name: string, values: readonly Value[]): Value {
  const value = map.get(name);
  return values.find((one) => one === value) ?? lacking(name, value);
}

function lacking(name: string, value: MmdbValue): never {
  const said = typeof value === 'number' ? `${value}` : typeof value;
  throw new DamagedMmdb(`its metadata has ${name} ${said}, which cannot be used`);
}
