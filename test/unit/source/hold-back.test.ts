import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HoldBackFacts, holdBackSeconds } from '../../../src/source/hold-back.ts';

const usual: HoldBackFacts = {
  aftermath: 'quarantine',
  receiveCount: 1,
  visibilityTimeout: 300,
  redrive: true,
};
const row = (facts: Partial<HoldBackFacts>, counts: readonly number[]) =>
  counts.map((receiveCount) => holdBackSeconds({ ...usual, ...facts, receiveCount }, 0));

test('what is not at fault comes again soon, and after a quarter of an hour at the latest', () => {
  expect(row({ aftermath: 'release' }, [1, 2, 3, 4, 5, 50])).toEqual([30, 60, 120, 240, 480, 900]);
  expect(row({ aftermath: 'release', visibilityTimeout: 2 }, [1, 2, 3])).toEqual([1, 2, 4]);
  expect(row({ aftermath: 'release', visibilityTimeout: 43_200 }, [1, 20])).toEqual([30, 900]);
});

test('poison is held back for longer and longer; the twenty receives of a redrive policy are over within hours (R22)', () => {
  const delays = row(
    {},
    Array.from({ length: 20 }, (_, i) => i + 1),
  );
  expect(delays.slice(0, 7)).toEqual([30, 60, 120, 240, 480, 900, 900]);
  expect(delays.reduce((sum, delay) => sum + delay, 0)).toBeLessThan(5 * 3600);
});

test('without a redrive policy it takes a receive or two a day, and never more than SQS allows (F4)', () => {
  expect(row({ redrive: false }, [1, 6, 11, 12, 1000])).toEqual([30, 960, 30_720, 39_600, 39_600]);
});

test('whatever the numbers: at least a second, never past 12 hours, and a fleet does not come in one go', () => {
  const facts = fc.record({
    aftermath: fc.constantFrom('release' as const, 'quarantine' as const),
    receiveCount: fc.integer({ min: -1, max: 2 ** 31 }),
    visibilityTimeout: fc.integer({ min: 2, max: 43_200 }),
    redrive: fc.boolean(),
  });
  fc.assert(
    fc.property(facts, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (one, random) => {
      const most = holdBackSeconds(one, 0);
      const seconds = holdBackSeconds(one, random);
      expect(Number.isInteger(seconds)).toBe(true);
      expect(seconds).toBeGreaterThanOrEqual(Math.max(1, Math.floor(most * 0.9)));
      expect(seconds).toBeLessThanOrEqual(most);
      expect(most).toBeLessThan(12 * 3600);
    }),
  );
});
