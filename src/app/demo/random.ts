/** Seeded numbers, so that the same demo can be had again. */
export interface Random {
  /** Whole number in [0, below). */
  below(below: number): number;
  pick<T>(values: readonly T[]): T;
  hex(digits: number): string;
  chance(probability: number): boolean;
}

/** mulberry32: 32 bits of state, good enough for made-up traffic. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick: (values) => values[below(values.length)] as (typeof values)[number],
    hex: (digits) => Array.from({ length: digits }, () => below(16).toString(16)).join(''),
    chance: (probability) => next() < probability,
  };
}
