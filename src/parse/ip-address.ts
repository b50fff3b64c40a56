import { isIP } from 'node:net';

/** An address as geo databases know it. */
export type Address =
  | { readonly kind: 'v4'; readonly text: string }
  /** The first address of the /64: their IPv6 tables are no finer (R10). */
  | { readonly kind: 'v6-network'; readonly text: string };

/** Undefined when the text is no IP address, or one with a zone. IPv4 in IPv6's clothes (`::ffff:a.b.c.d`) is IPv4. */
export function readAddress(text: string): Address | undefined {
  const family = isIP(text);
  if (family === 4) return { kind: 'v4', text };
  if (family !== 6 || text.includes('%')) return undefined;
  const groups = groupsOf(text);
  const [a = 0, b = 0, c = 0, d = 0, , mark, high = 0, low = 0] = groups;
  if (mark === 0xffff && groups.slice(0, 5).every((group) => group === 0)) {
    return { kind: 'v4', text: [high >> 8, high & 255, low >> 8, low & 255].join('.') };
  }
  return { kind: 'v6-network', text: `${[a, b, c, d].map((group) => group.toString(16)).join(':')}::` };
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(text: string): number[] {
  const [head = '', tail] = text.split('::');
  const front = readGroups(head);
  if (tail === undefined) return front;
  const back = readGroups(tail);
  return [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
}

function readGroups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
