import { type AddressWords, readAddress } from './ip-address.ts';

/**
 * Where an address may be met. `private`: inside of one network or of some (RFC 1918, RFC 4193; RFC 6598, which AWS lets VPCs
 * have, too; RFC 8215). `reserved`: not to be met at all, such as documentation and "this network".
 * Sources: "IPv4 Special-Purpose Address Registry", "IPv6 Special-Purpose Address Registry" and "Internet Protocol Version 6
 * Address Space", IANA; RFC 5771 and RFC 4291 for multicast.
 */
export type Scope = 'public' | 'private' | 'link-local' | 'loopback' | 'multicast' | 'reserved';

/** As ECS defines `network.direction`, with everything that is not public inside. */
export type NetworkDirection = 'internal' | 'inbound' | 'outbound' | 'external';

/** First address, bits of the prefix, scope. What is in none of them is public. */
const blocksV4: readonly (readonly [first: number, bits: number, scope: Scope])[] = [
  [0x0000_0000, 8, 'reserved'],
  [0x0a00_0000, 8, 'private'],
  [0x6440_0000, 10, 'private'],
  [0x7f00_0000, 8, 'loopback'],
  [0xa9fe_0000, 16, 'link-local'],
  [0xac10_0000, 12, 'private'],
  [0xc000_0000, 24, 'reserved'],
  [0xc000_0200, 24, 'reserved'],
  [0xc0a8_0000, 16, 'private'],
  [0xc612_0000, 15, 'reserved'],
  [0xc633_6400, 24, 'reserved'],
  [0xcb00_7100, 24, 'reserved'],
  [0xe000_0000, 4, 'multicast'],
  [0xf000_0000, 4, 'reserved'],
];

/** By the first byte, which tells most addresses apart: the blocks that are in it. */
const blocksOfByte = Array.from({ length: 256 }, (_, byte) =>
  blocksV4.filter(([first, bits]) => (bits >= 8 ? first >>> 24 === byte : first >>> 28 === byte >>> 4)),
);

export function scopeOfV4(address: number): Scope {
  for (const [first, bits, scope] of blocksOfByte[address >>> 24] ?? []) {
    if ((address ^ first) >>> (32 - bits) === 0) return scope;
  }
  return 'public';
}

function scopeOfV6([first, second, third, fourth]: AddressWords): Scope {
  const top = first >>> 16;
  if (top >>> 8 === 0xff) return 'multicast';
  if (top >>> 6 === 0xfe80 >>> 6) return 'link-local';
  if (top >>> 9 === 0xfc00 >>> 9) return 'private';
  if (first === 0 && second === 0 && third === 0 && fourth === 1) return 'loopback';
  // 64:ff9b::/96 stands for IPv4 (RFC 6052), 64:ff9b:1::/48 for that of one network (RFC 8215).
  if (first === 0x0064_ff9b && second === 0 && third === 0) return scopeOfV4(fourth);
  if (first === 0x0064_ff9b && second >>> 16 === 1) return 'private';
  // 2001:db8::/32 and 3fff::/20 are for documentation; only 2000::/3 was given out.
  if (first === 0x2001_0db8 || first >>> 12 === 0x3fff0) return 'reserved';
  return top >>> 13 === 1 ? 'public' : 'reserved';
}

/** Undefined: the text is no address. */
export function scopeOf(text: string): Scope | undefined {
  const address = readAddress(text);
  if (address === undefined) return undefined;
  return address.kind === 'v4' ? scopeOfV4(address.value) : scopeOfV6(address.words);
}

export function directionOf(source: Scope, destination: Scope): NetworkDirection {
  if (source === 'public') return destination === 'public' ? 'external' : 'inbound';
  return destination === 'public' ? 'outbound' : 'internal';
}
