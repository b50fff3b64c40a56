import { type Random, seededRandom } from '../../src/app/demo/random.ts';

/** A stream of random numbers of its own for each name: what one proxy meets does not change what another draws. */
export function dice(seed: number, name: string): Random {
  let mixed = seed >>> 0;
  for (const char of name) mixed = Math.imul(mixed ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return seededRandom(mixed);
}

/** LOGFLOW_CHAOS_SEED, or another one each time. */
export function chosenSeed(given = process.env.LOGFLOW_CHAOS_SEED): number {
  const seed = given === undefined ? Date.now() % 2 ** 31 : Number(given);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(`the seed ${given} is no whole number`);
  return seed;
}
