import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { families } from '../../../../src/app/exposition/families.ts';
import { processMetrics } from '../../../../src/app/exposition/process-metrics.ts';

const page = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');

describe('docs/metrics.md', () => {
  it('its table is what is served, in its order', () => {
    const rows = families.map(({ name, kind, labels = [], help }) => {
      const names = labels.map((label) => `\`${label}\``).join(', ');
      return `| \`${name}\` | ${kind} | ${names} | ${help} |`;
    });
    expect(page.split('\n').filter((line) => line.startsWith('| `logflow_'))).toEqual(rows);
  });

  it('the metrics of the process are those that are kept', () => {
    const named = [...page.matchAll(/`((?:process|nodejs)_\w+)`/g)].map(([, name]) => name);
    expect(named).toEqual(processMetrics);
  });

  it('names and units follow the conventions', () => {
    for (const { name, kind, help } of families) {
      expect(name).toMatch(/^logflow_[a-z_]+$/);
      expect(name.endsWith('_total')).toBe(kind === 'counter');
      expect(help).not.toMatch(/\.$|\|/);
    }
    expect(new Set(families.map(({ name }) => name)).size).toBe(families.length);
  });
});
