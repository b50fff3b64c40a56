/** An address as databases and hashes know it. */
export type Address =
  | { readonly kind: 'v4'; readonly value: number }
  | { readonly kind: 'v6'; readonly words: AddressWords };

/** The 128 bits of an IPv6 address, 32 in each, none of them negative. */
export type AddressWords = readonly [number, number, number, number];

const dot = 46;
const colon = 58;
const zero = 48;

/**
 * Undefined when the text is no IP address (as `isIP` of node:net decides), or one with a zone. IPv4 in IPv6's clothes
 * (`::ffff:a.b.c.d`) is IPv4. By hand, because almost every line asks.
 */
export function readAddress(text: string): Address | undefined {
  const value = readV4(text, 0);
  if (value !== -1) return { kind: 'v4', value };
  const groups = readGroups(text);
  if (groups === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = groups;
  if (f === 0xffff && (a | b | c | d | e) === 0) return { kind: 'v4', value: g * 65_536 + h };
  const words = [a * 65_536 + b, c * 65_536 + d, e * 65_536 + f, g * 65_536 + h] as const;
  return { kind: 'v6', words };
}

/** From `start` to the end four numbers up to 255 without leading zeros; -1 when it is anything else. */
function readV4(text: string, start: number): number {
  if (text.length - start < 7 || text.length - start > 15) return -1;
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === dot) {
      if (octet === -1) return -1;
      value = value * 256 + octet;
      octet = -1;
      dots += 1;
    } else {
      const digit = code - zero;
      // A digit behind a 0 would be behind a leading one.
      if (digit < 0 || digit > 9 || octet === 0) return -1;
      octet = octet === -1 ? digit : octet * 10 + digit;
      if (octet > 255) return -1;
    }
  }
  return dots === 3 && octet !== -1 ? value * 256 + octet : -1;
}

/** The eight groups of an IPv6 address, or undefined when it is none. */
function readGroups(text: string): number[] | undefined {
  // 39 characters is the longest, 45 with an IPv4 address at its end.
  if (text.length < 2 || text.length > 45) return undefined;
  const groups: number[] = [];
  /** How many groups stand in front of `::`. */
  let gap = -1;
  let at = 0;
  if (text.charCodeAt(0) === colon) {
    if (text.charCodeAt(1) !== colon) return undefined;
    gap = 0;
    at = 2;
  }
  while (at < text.length) {
    const end = groupEnd(text, at);
    if (text.charCodeAt(end) === dot) {
      const value = readV4(text, at);
      if (value === -1) return undefined;
      groups.push(value >>> 16, value & 0xffff);
      break;
    }
    if (end === at || end - at > 4) return undefined;
    groups.push(Number.parseInt(text.slice(at, end), 16));
    if (end === text.length) break;
    // What is no digit has to be a colon, and another group or a second colon has to follow.
    if (text.charCodeAt(end) !== colon || end + 1 === text.length) return undefined;
    at = end + 1;
    if (text.charCodeAt(at) === colon) {
      if (gap !== -1) return undefined;
      gap = groups.length;
      at += 1;
    }
  }
  if (gap === -1) return groups.length === 8 ? groups : undefined;
  if (groups.length > 7) return undefined;
  const missing = new Array<number>(8 - groups.length).fill(0);
  return [...groups.slice(0, gap), ...missing, ...groups.slice(gap)];
}

/** Behind the hexadecimal digits. */
function groupEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && isHexDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function isHexDigit(code: number): boolean {
  const lowered = code | 32;
  return (code >= zero && code < zero + 10) || (lowered >= 97 && lowered <= 102);
}
