import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AwsDeps } from '../../../../src/app/doctor/aws/deps.ts';
import { checksOf } from '../../../../src/app/doctor/checks.ts';
import type { FactName } from '../../../../src/app/doctor/facts.ts';
import type { Checked } from '../../../../src/app/doctor/run-checks.ts';
import { closingText, doctorJson, tableText, titleWidth } from '../../../../src/app/doctor/text.ts';
import { plainPaint } from '../../../../src/app/explain/paint.ts';
import { loadSettings } from '../../../../src/app/settings/load.ts';

const screen = { paint: plainPaint, width: 80 };
const hostile = `no access to \u001b[2J ${'s3://bucket/key '.repeat(12)}`;
const checked: readonly Checked[] = [
  { id: 'queue', title: 'queue', verdict: { kind: 'ok', says: 'logs in us-west-2' }, ms: 12.4 },
  {
    id: 'read',
    title: 'reading them',
    verdict: {
      kind: 'failure',
      problems: [{ code: 'LF_X', message: hostile, hint: `Run ${'x'.repeat(100)} now.` }],
    },
    ms: 3,
  },
  {
    id: 'visibility',
    title: 'visibility timeout',
    verdict: { kind: 'warning', problems: [{ code: 'LF_Y', message: 'short', hint: 'Do it.' }] },
    ms: 0,
  },
  { id: 'topic', title: 'topic', verdict: { kind: 'skipped', why: 'for want of: queue' }, ms: 0 },
];

describe('what people see', () => {
  it('one line for each check, in 80 columns, and nothing that a terminal obeys', () => {
    const lines = tableText(checked, screen).trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe('ok    queue               logs in us-west-2');
    expect(lines[1]).toMatch(/^FAIL {2}reading them {8}no access to \\u\{1b\}\[2J .*\.\.\.$/);
    expect(lines[3]).toBe('skip  topic               for want of: queue');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('then what to do, failures first; what is longer than a line stays whole', () => {
    const text = closingText([checked[2] as Checked, checked[1] as Checked, checked[0] as Checked], screen);
    expect(text.indexOf('failure: reading them')).toBeLessThan(text.indexOf('warning: visibility timeout'));
    expect(text).toContain('  next: Do it. (LF_Y)\n');
    expect(text).toContain('x'.repeat(100));
    for (const line of text.split('\n'))
      if (!line.includes('xxx')) expect(line.length).toBeLessThanOrEqual(80);
    expect(text).toMatch(/\n3 checks, 1 failure, 1 warning\n$/);
    expect(closingText([checked[0] as Checked], screen)).toBe('\n1 check: nothing to do\n');
  });

  it('and what machines get', () => {
    expect(doctorJson(checked)).toMatchObject({
      type: 'doctor',
      ok: false,
      checks: [
        { id: 'queue', title: 'queue', state: 'ok', says: 'logs in us-west-2', ms: 12 },
        { id: 'read', state: 'failure', problems: [{ code: 'LF_X' }] },
        { id: 'visibility', state: 'warning' },
        { id: 'topic', state: 'skipped', why: 'for want of: queue' },
      ],
    });
    expect(doctorJson(checked.slice(2))).toMatchObject({ ok: true });
  });
});

describe('all checks', () => {
  const given = {
    queue: 'q',
    node: 'http://127.0.0.1:9200',
    rejects: 's3://bucket/rejects',
    'geo-database': 'x.mmdb',
  };
  // Nothing is asked before a check runs.
  const aws = { settings: loadSettings(given, undefined, []), prefix: undefined } as unknown as AwsDeps;
  const checks = checksOf(
    aws,
    { settings: aws.settings, open: () => Promise.reject(), skews: new Map() },
    Date.now,
  );

  it('have names of their own, and titles that fit', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
    for (const { title } of checks) expect(title.length).toBeLessThanOrEqual(titleWidth);
  });

  it('need only what others give, and nobody waits for himself', () => {
    const givers = new Map(checks.flatMap((one) => one.gives.map((fact) => [fact, one] as const)));
    const facts = [...givers.keys()];
    expect(facts).toEqual([...new Set(checks.flatMap(({ gives }) => gives))]);
    const leadsTo = (fact: FactName, path: readonly FactName[]): void => {
      expect(path).not.toContain(fact);
      const giver = givers.get(fact);
      expect(giver, fact).toBeDefined();
      for (const next of [...(giver?.needs ?? []), ...(giver?.after ?? [])]) leadsTo(next, [...path, fact]);
    };
    for (const { needs, after } of checks) for (const fact of [...needs, ...after]) leadsTo(fact, []);
  });

  it('are described in docs/doctor.md, and no others', () => {
    const text = readFileSync(new URL('../../../../docs/doctor.md', import.meta.url), 'utf8');
    const [table = ''] = text.split('## What is not looked at');
    const described = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, id]) => id);
    expect(described.toSorted()).toEqual(checks.map(({ id }) => id).toSorted());
  });
});
