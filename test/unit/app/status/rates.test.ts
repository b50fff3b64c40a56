import { describe, expect, it } from 'vitest';
import type { Look } from '../../../../src/app/status/look.ts';
import { ratesBetween } from '../../../../src/app/status/rates.ts';

const lookAt = (
  seconds: number,
  documents: Record<string, number | undefined> | undefined,
  visible?: number,
): Look => ({
  at: seconds * 1000,
  queue: visible === undefined ? undefined : { name: 'q', visible, inFlight: 2, delayed: 1, problems: [] },
  cluster: undefined,
  documents: new Map(documents ? [['flows', new Map(Object.entries(documents))]] : []),
});

describe('what changed between two looks', () => {
  it.each([
    ['more in one', { a: 10, b: 5 }, { a: 30, b: 5 }, 2],
    ['a new index at midnight', { a: 10 }, { a: 10, b: 50 }, 5],
    ['an index deleted by its age takes nothing away', { a: 1_000_000, b: 5 }, { b: 15 }, 1],
    ['one that was out of reach is not new', { a: undefined }, { a: 1_000_000 }, 0],
    ['one that is out of reach now', { a: 10, b: 0 }, { a: undefined, b: 10 }, 1],
    ['fewer in one are not new', { a: 30, b: 0 }, { a: 10, b: 20 }, 2],
  ])('%s', (_, before, now, flows) => {
    expect(ratesBetween(lookAt(0, before), lookAt(10, now))).toEqual({ seconds: 10, documents: { flows } });
  });

  it('the backlog shrinks', () => {
    expect(ratesBetween(lookAt(0, {}, 100), lookAt(4, {}, 40))).toMatchObject({ backlog: -15 });
  });

  it('says nothing of what was not read, and nothing when no time went by', () => {
    expect(ratesBetween(lookAt(0, undefined), lookAt(10, { a: 10 }, 7))).toEqual({
      seconds: 10,
      documents: {},
    });
    expect(ratesBetween(lookAt(5, {}, 1), lookAt(5, {}, 2))).toBeUndefined();
  });
});
