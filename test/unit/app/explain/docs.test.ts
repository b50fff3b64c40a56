import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { full } from './full.ts';

/** Names of fields; not those inside of documents, nor of columns. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    name === 'document' || name === 'renamed' ? [name] : [name, ...namesIn(one)],
  );
}

it('docs/explain.md names every field of the JSON', () => {
  const text = readFileSync(new URL('../../../../docs/explain.md', import.meta.url), 'utf8');
  const missing = namesIn(full).filter((name) => !text.includes(`\`${name}\``));
  expect([...new Set(missing)]).toEqual([]);
});
