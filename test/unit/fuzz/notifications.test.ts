import { expect, it } from 'vitest';
import { fuzzNotifications } from './notifications.ts';

/** `npm run fuzz -- notifications` is the same with millions. */
const cases = 50_000;
const seed = Number(process.env.LOGFLOW_FUZZ_SEED ?? Date.now() % 2 ** 31);

it(`${cases} mutated notifications say what AWS's documents say they do, or nothing (LOGFLOW_FUZZ_SEED=${seed})`, () => {
  const understood = fuzzNotifications(cases, seed);
  // The generator must not miss what it is for.
  expect(understood.objects).toBeGreaterThan(cases / 10);
  expect(understood.nothing).toBeGreaterThan(cases / 50);
  expect(understood['test-event']).toBeGreaterThan(cases / 100);
  expect(understood.unrecognised).toBeGreaterThan(cases / 4);
}, 240_000); // Far more than it takes, for a machine that is busy.
