import type { AddressWords } from '../ip-address.ts';
import { type MmdbMetadata, separatorBytes, treeBytes } from './metadata.ts';
import { DamagedMmdb } from './values.ts';

/** Which record an address has: the offset of its value in the data section, or -1. */
export interface MmdbTree {
  findV4(address: number): number;
  findV6(address: AddressWords): number;
}

/** The child of a node, right for a bit that is set. */
type Child = (node: number, bit: number) => number;

/** IPv4 is at ::/96 in a tree for IPv6. */
const v4Depth = 96;

/** A child is another node, or `nodes` for "nothing known", or greater and a record. */
export function mmdbTree(bytes: Buffer, metadata: MmdbMetadata): MmdbTree {
  const { nodes, ipVersion } = metadata;
  const child = childReader(bytes, metadata.recordSize);
  const walk = (node: number, word: number): number => {
    let at = node;
    for (let bit = 31; bit >= 0 && at < nodes; bit -= 1) at = child(at, (word >>> bit) & 1);
    return at;
  };
  const recordOf = (at: number) => (at > nodes ? at - nodes - separatorBytes : -1);
  let v4Start = 0;
  for (let depth = 0; ipVersion === 6 && depth < v4Depth && v4Start < nodes; depth += 1) {
    v4Start = child(v4Start, 0);
  }
  return {
    findV4: (address) => recordOf(walk(v4Start, address)),
    findV6: (address) => (ipVersion === 6 ? recordOf(address.reduce(walk, 0)) : -1),
  };
}

/** Throws `DamagedMmdb` when a child is neither a node nor in the data: whoever walks then cannot leave the file. */
export function checkTree(bytes: Buffer, metadata: MmdbMetadata): void {
  const { nodes } = metadata;
  const child = childReader(bytes, metadata.recordSize);
  const dataBytes = bytes.length - treeBytes(metadata) - separatorBytes;
  for (let node = 0; node < nodes; node += 1) {
    for (let bit = 0; bit < 2; bit += 1) {
      const offset = child(node, bit) - nodes - separatorBytes;
      if (offset >= dataBytes || (offset < 0 && offset > -separatorBytes)) {
        throw new DamagedMmdb('an address has a record that is not in the file');
      }
    }
  }
}

function childReader(bytes: Buffer, recordSize: MmdbMetadata['recordSize']): Child {
  const byte = (at: number) => bytes[at] as number;
  const three = (at: number) => (byte(at) << 16) | (byte(at + 1) << 8) | byte(at + 2);
  if (recordSize === 24) return (node, bit) => three(node * 6 + bit * 3);
  if (recordSize === 32) return (node, bit) => bytes.readUInt32BE(node * 8 + bit * 4);
  // The byte in the middle has the four highest bits of both.
  return (node, bit) => {
    const middle = byte(node * 7 + 3);
    const high = bit === 0 ? middle >>> 4 : middle & 15;
    return high * 2 ** 24 + three(node * 7 + bit * 4);
  };
}
