import '../parse/compile/cheap-parts.ts';
import { expect, it } from 'vitest';
import { fuzzObjects } from './objects.ts';

/** `npm run fuzz -- objects` is the same with millions. */
const cases = 8_000;
const blocksAtLeast = 50_000;
const seed = Number(process.env.LOGFLOW_FUZZ_SEED ?? Date.now() % 2 ** 31);

it(`${blocksAtLeast} blocks of ${cases} mutated objects make whole documents and books that balance (LOGFLOW_FUZZ_SEED=${seed})`, async () => {
  const { whole, damaged, refused, blocks, lines, docs } = await fuzzObjects(cases, seed);
  // The generator must not miss what it is for.
  expect(blocks).toBeGreaterThan(blocksAtLeast);
  expect(whole).toBeGreaterThan(cases / 10);
  expect(damaged).toBeGreaterThan(cases / 10);
  expect(refused).toBeGreaterThan(cases / 50);
  expect(docs).toBeGreaterThan(lines / 5);
}, 240_000); // Far more than it takes, for a machine that is busy.
