import './cheap-parts.ts';
import { expect, it } from 'vitest';
import { compareTwins } from './twin.ts';

/** `npm run fuzz` is the same with millions. */
const cases = 100_000;
const seed = Number(process.env.LOGFLOW_FUZZ_SEED ?? Date.now() % 2 ** 31);

it(`compile says what interpret says of ${cases} hostile objects (LOGFLOW_FUZZ_SEED=${seed})`, () => {
  const { docs, read } = compareTwins(cases, seed);
  // The generator must not miss what it is for.
  expect(docs).toBeGreaterThan(read * 0.4);
  expect(docs).toBeLessThan(read * 0.9);
}, 240_000); // Far more than it takes, for a machine that is busy.
