import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgeCounts, judgeLooked, judgeWithoutIds, type Looked } from '../../../../src/app/audit/judge.ts';

const nothing: Looked = { own: 0, shared: 0, found: 0, rejected: 0, expired: 0, missing: 0 };
const looked = (some: Partial<Looked>): Looked => ({ ...nothing, ...some });

it.each([
  ['as many as lines', { documents: 4, expired: 0, counted: 4 }, 'complete'],
  ['nothing due', { documents: 0, expired: 0, counted: 0 }, 'complete'],
  ['all but what is expired', { documents: 4, expired: 3, counted: 1 }, 'expired'],
  ['fewer', { documents: 4, expired: 0, counted: 3 }, 'differs'],
  ['more', { documents: 4, expired: 0, counted: 5 }, 'differs'],
  ['more than an expired object may have', { documents: 4, expired: 4, counted: 1 }, 'differs'],
])('by numbers: %s', (_, counts, judged) => {
  expect(judgeCounts(counts)).toBe(judged);
});

it.each([
  ['all found', looked({ own: 4, found: 4 }), 4, 'complete', 0],
  ['a line that another object has, too', looked({ own: 3, shared: 1, found: 4 }), 3, 'complete', 0],
  ['the same line twice', looked({ own: 2, found: 2 }), 1, 'complete', 0],
  ['the rest was rejected', looked({ own: 1, found: 1, rejected: 3 }), 1, 'complete', 0],
  ['one is nowhere', looked({ own: 3, found: 3, missing: 1 }), 3, 'short', 0],
  ['nothing but rejects and loss', looked({ rejected: 1, missing: 3 }), 0, 'short', 0],
  ['none is anywhere', looked({ missing: 4 }), 0, 'missing', 0],
  ['lost, and the rest expired', looked({ expired: 2, missing: 2 }), 0, 'missing', 0],
  ['expired', looked({ own: 1, found: 1, expired: 3 }), 1, 'expired', 0],
  ['expired since it was counted', looked({ own: 1, found: 1, expired: 3 }), 4, 'expired', 0],
  ['those of an older version are there', looked({ own: 2, found: 2 }), 5, 'surplus', 3],
  ['those of an older version alone', looked({ missing: 2 }), 5, 'missing', 5],
  ['nobody counted', looked({ own: 2, found: 2 }), undefined, 'complete', 0],
])('by ids: %s', (_, tally, counted, kind, surplus) => {
  expect(judgeLooked(tally, counted)).toEqual({ kind, surplus });
});

it('without ids: what is not there and not expired is missing, whatever the numbers', () => {
  const small = fc.nat({ max: 6 });
  fc.assert(
    fc.property(small, small, small, (due, expired, counted) => {
      const { kind, missing, surplus } = judgeWithoutIds({ documents: due + expired, expired, counted });
      expect(missing).toBe(Math.max(0, due - counted));
      expect(surplus).toBe(Math.max(0, counted - due - expired));
      expect(kind === 'short' || kind === 'missing').toBe(missing > 0);
      expect(kind === 'missing').toBe(missing > 0 && counted === 0);
    }),
  );
});
