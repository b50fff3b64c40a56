import { expect, it } from 'vitest';
import { PathTable } from '../../../../src/app/audit/path-table.ts';

it('adds up the documents of a path, and knows which objects were met', () => {
  const table = new PathTable();
  for (let n = 0; n < 5_000; n++) table.add(`s3://b/${n}`, n);
  table.add('s3://b/7', 10);
  expect(table.size).toBe(5_000);
  expect(table.meet('s3://b/nowhere')).toBe(0);
  for (let n = 0; n < 5_000; n += 2) expect(table.meet(`s3://b/${n}`)).toBe(n);
  expect(table.meet('s3://b/8')).toBe(8);
  expect(table.unmet).toBe(2_500);
  expect([table.wasMet('s3://b/7'), table.wasMet('s3://b/8')]).toEqual([false, true]);
  expect(table.meet('s3://b/7')).toBe(17);
  expect(table.unmet).toBe(2_499);
});

it('counts to two thousand millions, and stays there', () => {
  const table = new PathTable();
  for (let n = 0; n < 3; n++) table.add('s3://b/k', 2 ** 30);
  expect(table.meet('s3://b/k')).toBe(2 ** 31 - 2);
  expect(table.wasMet('s3://b/k')).toBe(true);
});
