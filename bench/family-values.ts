/** What lines of all kinds are made of: the same for the same number. */

const busy = 256;

/** As `FlowData` has them: half of the hosts are busy, half are rarely seen twice. */
export function host(n: number): string {
  const mixed = Math.imul(n ^ (n >>> 3), 0x9e3779b1) >>> 0;
  const number = n % 2 === 0 ? mixed % busy : mixed % 65_536;
  return `${11 + (number % 110)}.${(number >> 4) & 255}.${(number >> 8) & 255}.${1 + (number % 254)}`;
}

export function pick<Item>(items: readonly Item[], n: number): Item {
  return items[(Math.imul(n, 0x85ebca6b) >>> 8) % items.length] as Item;
}

export function clock(n: number): { readonly date: string; readonly time: string; readonly micros: string } {
  const iso = new Date(Date.UTC(2026, 10, 20) + n * 3).toISOString();
  return { date: iso.slice(0, 10), time: iso.slice(11, 19), micros: `${iso.slice(0, 23)}641Z` };
}
