import { hasCommunityId, hasPorts } from '../community-id.ts';
import { type AddressWords, readAddress } from '../ip-address.ts';
import { base64Pairs } from './ids.ts';
import { readV4 } from './read-v4.ts';
import { sha1Block } from './sha1-block.ts';

/** Bytes of an ID: `1:` and 28 characters. */
export const communityIdBytes = 30;

const pairs = base64Pairs('+/');
/** `1:`, little-endian. */
const version = 0x3a31;
/** `=` behind another character, little-endian. */
const padding = 0x3d00;

/** The message, padded, as words; used and done with inside one call. */
const block = new Int32Array(16);
/** Of the ID that was found last. */
const digest = new Int32Array(5);

/**
 * What `communityId` does, without a text or an object for IPv4: finds the ID of the flow between the addresses at two places
 * of the view. False when there is none; else `writeCommunityId` writes it.
 */
export function findCommunityId(
  view: DataView,
  from: number,
  fromBytes: number,
  to: number,
  toBytes: number,
  protocol: number,
  fromPort: number,
  toPort: number,
): boolean {
  if (!hasCommunityId(protocol, fromPort, toPort)) return false;
  const source = readV4(view, from, fromBytes);
  const destination = readV4(view, to, toBytes);
  if (source !== -1 && destination !== -1) {
    ofV4(source, destination, protocol, fromPort, toPort);
    return true;
  }
  const one = readAddress(textAt(view, from, fromBytes));
  const other = readAddress(textAt(view, to, toBytes));
  if (one?.kind === 'v4' && other?.kind === 'v4') ofV4(one.value, other.value, protocol, fromPort, toPort);
  else if (one?.kind === 'v6' && other?.kind === 'v6')
    ofV6(one.words, other.words, protocol, fromPort, toPort);
  else return false;
  return true;
}

/** The seed in front, 0, is half a word: all words are made of two halves. */
function ofV4(source: number, destination: number, protocol: number, fromPort: number, toPort: number): void {
  const swap = source > destination || (source === destination && fromPort > toPort);
  const lesser = swap ? destination : source;
  const greater = swap ? source : destination;
  block[0] = lesser >>> 16;
  block[1] = (lesser << 16) | (greater >>> 16);
  block[2] = (greater << 16) | (protocol << 8);
  finish(3, protocol, swap ? toPort : fromPort, swap ? fromPort : toPort);
}

function ofV6(
  source: AddressWords,
  destination: AddressWords,
  protocol: number,
  fromPort: number,
  toPort: number,
): void {
  const differing = source.findIndex((word, i) => word !== destination[i]);
  const order =
    differing === -1 ? fromPort - toPort : (source[differing] ?? 0) - (destination[differing] ?? 0);
  let before = 0;
  for (let i = 0; i < 8; i += 1) {
    const word = (i < 4 === order <= 0 ? source : destination)[i & 3] as number;
    block[i] = (before << 16) | (word >>> 16);
    before = word;
  }
  block[8] = (before << 16) | (protocol << 8);
  finish(9, protocol, order > 0 ? toPort : fromPort, order > 0 ? fromPort : toPort);
}

/** `at`: the word behind the protocol. Behind the message stands one bit, and at the end of the block the message's bits. */
function finish(at: number, protocol: number, first: number, second: number): void {
  const end = hasPorts(protocol) ? at + 1 : at;
  block[at] = (first << 16) | second;
  block[end] = 0x8000_0000;
  for (let i = end + 1; i < 15; i += 1) block[i] = 0;
  block[15] = end * 32;
  sha1Block(block, digest);
}

/** Writes the ID that was found last; answers with the place behind it. */
export function writeCommunityId(out: DataView, at: number): number {
  out.setInt16(at, version, true);
  let o = (at + 2) | 0;
  // 160 bits in twelves, from the first on: 13 of them, and four bits.
  for (let bit = 0; bit < 156; bit = (bit + 12) | 0) {
    const word = digest[bit >> 5] as number;
    const room = 20 - (bit & 31);
    const bits =
      room >= 0 ? word >>> room : (word << -room) | ((digest[(bit >> 5) + 1] as number) >>> (32 + room));
    out.setInt16(o, pairs[bits & 0xfff] as number, true);
    o = (o + 2) | 0;
  }
  const last = pairs[((digest[4] as number) << 8) & 0xf00] as number;
  out.setInt16(o, (last & 0xff) | padding, true);
  return (o + 2) | 0;
}

function textAt(view: DataView, from: number, length: number): string {
  return Buffer.from(view.buffer, view.byteOffset + from, length).toString('latin1');
}
