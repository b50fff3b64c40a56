import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { failuresPage } from '../../../src/failures/page.ts';

it('docs/failures.md is what the failure table says (npm run docs)', () => {
  expect(readFileSync(new URL('../../../docs/failures.md', import.meta.url), 'utf8')).toBe(failuresPage());
});

it('says something in every cell', () => {
  const rows = failuresPage()
    .split('\n')
    .filter((line) => line.startsWith('| '));
  for (const row of rows) {
    const cells = row.replaceAll('\\|', '').split('|').slice(1, -1);
    expect([row, cells.length, cells.every((cell) => cell.trim().length > 1)]).toEqual([row, 5, true]);
    expect(row).not.toMatch(/[{}]|undefined/);
  }
  expect(rows.length).toBeGreaterThan(50);
});
