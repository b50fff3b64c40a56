import { expect, it } from 'vitest';
import { listingCounts } from '../../../../src/app/backfill/listing.ts';
import { Selection } from '../../../../src/app/backfill/selection.ts';
import type { Progress } from '../../../../src/app/backfill/work.ts';

const any = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const times = { since: any.from, until: any.to, window: any };

/** Of 20 listed objects 12 were selected. */
function askedFor(expected: number | undefined) {
  const selection = new Selection({ times, include: [], exclude: [], claims: () => true });
  Object.assign(selection.counts, { listed: 20, selected: 12 });
  return { selection, expected: () => expected };
}

const early: Progress = { doneBefore: 2, end: 'early' };

it.each([
  ['nothing can be told yet', undefined, early, 1e9, { wanted: 10, complete: false }],
  ['some can', 80.4, early, 1e9, { wanted: 10, estimated: 78, complete: false }],
  ['more was found than was thought', 5, early, 1e9, { wanted: 10, estimated: 10, complete: false }],
  ['no more than so many are asked for', 80, early, 30, { wanted: 10, estimated: 30, complete: false }],
  ['it is over', 12, { ...early, end: 'all' } as const, 1e9, { wanted: 10, complete: true }],
  // The one that was one too many was selected, too.
  ['the limit ended it', 80, { doneBefore: 0, end: 'limit' } as const, 11, { wanted: 11, complete: true }],
])('%s', (_, expected, progress, most, counts) => {
  expect(listingCounts(askedFor(expected), progress, most)).toEqual({ listed: 20, ...counts });
});
