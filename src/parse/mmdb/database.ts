import { readMetadata, separatorBytes, treeBytes } from './metadata.ts';
import { checkTree, type MmdbTree, mmdbTree } from './tree.ts';
import { DamagedMmdb, type MmdbValue, readValue } from './values.ts';

/** Whether its records are of places or of networks (autonomous systems). */
export type MmdbKind = 'place' | 'network';

/** A database in memory that all threads share. */
export interface MmdbFile {
  readonly kind: MmdbKind;
  /** The whole file. */
  readonly bytes: SharedArrayBuffer;
  /** `GeoLite2-City of 2026-11-20`: type, and when it was built. */
  readonly title: string;
}

/** By the type that a database says it is of. `ISP` has the autonomous systems of `ASN`, and more. */
const kinds: readonly (readonly [RegExp, MmdbKind])[] = [
  [/City|Country|Enterprise/, 'place'],
  [/ASN|ISP/, 'network'],
];

/** Judges a file. Throws `DamagedMmdb`. GeoLite2-City, with its five million nodes, takes a quarter of a second. */
export function checkMmdb(bytes: SharedArrayBuffer): MmdbFile {
  const buffer = Buffer.from(bytes);
  const metadata = readMetadata(buffer);
  const { type, built } = metadata;
  const kind = kinds.find(([pattern]) => pattern.test(type))?.[1];
  const known = JSON.stringify(type.slice(0, 100));
  if (kind === undefined) {
    throw new DamagedMmdb(`its type is ${known}, and not City, Country, Enterprise, ASN or ISP`);
  }
  checkTree(buffer, metadata);
  return { kind, bytes, title: `${known.slice(1, -1)} of ${dayOf(built)}` };
}

function dayOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? 'no date' : date.toISOString().slice(0, 10);
}

export interface MmdbReader extends MmdbTree {
  /** The record that an address has. Undefined where the file is damaged. */
  read(offset: number): MmdbValue;
}

export function mmdbReader({ bytes }: MmdbFile): MmdbReader {
  const buffer = Buffer.from(bytes);
  const metadata = readMetadata(buffer);
  const base = treeBytes(metadata) + separatorBytes;
  return {
    ...mmdbTree(buffer, metadata),
    read: (offset) => {
      try {
        return readValue(buffer, base, offset);
      } catch (error) {
        if (error instanceof DamagedMmdb) return undefined;
        throw error;
      }
    },
  };
}
