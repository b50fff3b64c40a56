import { expect, it } from 'vitest';
import { Indices } from '../../../../src/app/audit/indices.ts';

const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const day = (text: string) => Date.parse(text);

function indicesOf(name: string, open: readonly string[], closed: readonly string[] = []): Indices {
  const status = new Map([
    ...open.map((index) => [index, 'open'] as const),
    ...closed.map((index) => [index, 'close'] as const),
  ]);
  return new Indices([name], status, new Set(open));
}

const flows = 'flows-{yyyy}-{MM}-{dd}';

it.each([
  ['older than the oldest', flows, ['flows-2020-03-08', 'flows-2020-03-09'], 'flows-2020-03-07', true],
  ['there', flows, ['flows-2020-03-08'], 'flows-2020-03-08', false],
  ['a gap between others', flows, ['flows-2020-03-07', 'flows-2020-03-09'], 'flows-2020-03-08', false],
  ['newer than all', flows, ['flows-2020-03-07'], 'flows-2020-03-08', false],
  ['none is there at all: another cluster, perhaps', flows, [], 'flows-2020-03-08', false],
  ['another name that the pattern takes', flows, ['flows-old'], 'flows-2020-03-08', false],
  ['day first', 'f.{dd}.{MM}.{yyyy}', ['f.01.02.2020'], 'f.31.01.2020', true],
  ['the dot is a dot', 'f.{yyyy}', ['fx2021'], 'f.2020', false],
  ['months', 'flows-{yyyy}-{MM}', ['flows-2020-03'], 'flows-2020-02', true],
  ['days of no month', 'flows-{yyyy}-{dd}', ['flows-2020-03'], 'flows-2020-02', false],
  ['no date', 'flows', [], 'flows', false],
])('an index is expired when it is older than all (R33): %s', (_, name, there, index, expired) => {
  expect(indicesOf(name, there).isExpired(index)).toBe(expired);
});

it('what is closed is out of reach, and tells what is older', () => {
  const indices = indicesOf(flows, ['flows-2020-03-09'], ['flows-2020-03-07']);
  expect(indices.closed).toEqual(['flows-2020-03-07']);
  expect(indices.isExpired('flows-2020-03-07')).toBe(true);
  expect(indices.isExpired('flows-2020-03-08')).toBe(false);
});

it('asks of a time what may hold it, and of all times everything', () => {
  const days = Array.from({ length: 30 }, (_, i) => `flows-2020-03-${String(i + 1).padStart(2, '0')}`);
  const indices = indicesOf(flows, days);
  expect(indices.within(always)).toEqual(['flows-*']);
  const [path = '', ...others] = indices.within({ from: day('2020-03-10'), to: day('2020-03-11') });
  expect(others).toEqual([]);
  expect(decodeURIComponent(path).split(',')).toEqual(days.slice(7, 12));
  expect(indices.within({ from: day('2021-01-01'), to: day('2021-01-02') })).toEqual([]);
});

it('leaves out what cannot be counted, and asks for hundreds of names in several requests, in order', () => {
  const names = Array.from({ length: 500 }, (_, i) => `flows-2020-${String(i).padStart(3, '0')}`);
  const indices = new Indices(
    ['flows-{yyyy}-{dd}'],
    new Map(names.toReversed().map((name) => [name, 'open'])),
    new Set(names.slice(1)),
  );
  expect(indices.uncountable).toEqual(['flows-2020-000']);
  const paths = indices.within(always);
  expect(paths.length).toBeGreaterThan(1);
  for (const path of paths) expect(path.length).toBeLessThanOrEqual(3_000);
  expect(paths.flatMap((path) => decodeURIComponent(path).split(','))).toEqual(names.slice(1));
});
