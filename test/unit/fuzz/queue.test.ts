import { expect, it } from 'vitest';
import { fuzzQueue } from './queue.ts';

const cases = 5_000;
const seed = Number(process.env.LOGFLOW_FUZZ_SEED ?? Date.now() % 2 ** 31);

it(`of ${cases} mutated messages none is deleted that was not understood and done (LOGFLOW_FUZZ_SEED=${seed})`, async () => {
  const { deleted } = await fuzzQueue(cases, seed);
  // The generator must not miss what it is for.
  expect(deleted).toBeGreaterThan(cases / 10);
  expect(deleted).toBeLessThan(cases / 2);
}, 240_000); // Far more than it takes, for a machine that is busy.
