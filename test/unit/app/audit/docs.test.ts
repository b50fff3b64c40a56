import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Findings, states } from '../../../../src/app/audit/findings.ts';
import { auditResult } from '../../../../src/app/audit/result.ts';
import { Selection } from '../../../../src/app/backfill/selection.ts';

const window = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const times = { since: window.from, until: window.to, window };
const problem = { code: 'LF_X', message: 'it is\u001b[31m so', hint: 'Mend it.' };

function findingsOf(...kept: Parameters<Findings['add']>[0][]): Findings {
  const findings = new Findings();
  for (const finding of kept) findings.add(finding);
  return findings;
}

const numbers = {
  documents: 4,
  counted: 1,
  found: 1,
  shared: 1,
  rejected: 1,
  expired: 0,
  missing: 2,
  surplus: 0,
};
const found = findingsOf(
  ...states.map((state) => ({ state, object: `s3://b/${state}`, ...numbers })),
  { state: 'unreadable', object: 's3://b/\u001b[2J', problem },
  ...Array.from({ length: 10_000 }, (_, n) => ({
    state: 'short' as const,
    object: `s3://b/${n}`,
    ...numbers,
  })),
);
const asked = {
  times,
  selection: new Selection({ times, include: [], exclude: [], claims: () => true }),
  pages: () => {
    throw new Error('nothing is listed');
  },
  expected: () => undefined,
};
const run = { ok: true, json: {}, text: 'done\n' };
const again = findingsOf({ state: 'complete', object: 's3://b/short' });
const result = auditResult({ asked, findings: found, finished: true, fixed: { run, again }, fast: false });

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => [name, ...namesIn(one)]);
}

it('docs/audit.md names every field of the JSON', () => {
  const text = readFileSync(new URL('../../../../docs/audit.md', import.meta.url), 'utf8');
  const { listing, ...own } = result.json as { listing: object };
  const missing = [...namesIn(own), ...Object.keys(listing)].filter((name) => !text.includes(`\`${name}\``));
  expect([...new Set(missing)]).toEqual([]);
});

it('what is told is bounded, counts what it leaves out, and obeys no control characters', () => {
  expect(result.json).toMatchObject({ ok: false, more: 7, gaps: 10_003, objects: { short: 10_001 } });
  expect(result.text.split('\n').length).toBeLessThan(80);
  expect(result.text).toContain('10,003 objects NOT WHOLE');
  expect(result.text).not.toContain('\u001b');
});
