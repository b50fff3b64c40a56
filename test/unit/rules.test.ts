import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const documented = [...read('docs/rules.md').matchAll(/^\| (R\d+) \|/gm)].map(([, rule = '']) => rule);

/** What a test is called: the text that stands before a function in a call. */
const title = /\(\s*(['"`])((?:\\.|(?!\1).)*)\1,\s*(?:\{[^}]*\},\s*)?(?:async\s*)?(?:\(|\w+\s*=>)/gs;

const cited = new Map<string, string[]>();
for (const path of globSync('test/**/*.test.ts', { cwd: root })) {
  for (const [, , text = ''] of read(path).matchAll(title)) {
    for (const [rule] of text.matchAll(/\bR\d+\b/g)) cited.set(rule, [...(cited.get(rule) ?? []), text]);
  }
}

describe('docs/rules.md', () => {
  it.each(documented)('%s is cited by the title of a test', (rule) => {
    expect(cited.get(rule)).toBeDefined();
  });

  it('has every rule', () => {
    const all = Array.from({ length: 40 }, (_, i) => `R${i + 1}`);
    expect(documented).toEqual(all);
  });

  it('has every rule that code or test cites', () => {
    const inCode = globSync('src/**/*.ts', { cwd: root }).flatMap((path) =>
      [...read(path).matchAll(/\((R\d+(?:, R\d+)*)\)/g)].flatMap(([, rules = '']) => rules.split(', ')),
    );
    expect(inCode.length).toBeGreaterThan(100);
    expect([...new Set([...inCode, ...cited.keys()])].filter((rule) => !documented.includes(rule))).toEqual(
      [],
    );
  });
});
