import { z } from 'zod';
import { compileExpression } from '../../../parse/own/expression.ts';
import { told } from './values.ts';

/**
 * The source of an expression (RE2) for a pattern of a key or a bucket: `/…/` is an expression already; else `*` stands for
 * anything but `/`, `**` for anything, `?` for one character, and the pattern for the whole name.
 */
export function patternSource(pattern: string): string {
  if (pattern.length > 2 && pattern.startsWith('/') && pattern.endsWith('/')) return pattern.slice(1, -1);
  const source = pattern.replaceAll(/\*\*\/?|\*|\?|[^*?]+/g, (piece) => {
    if (piece === '**/') return '(?:.*/)?';
    if (piece === '**') return '.*';
    if (piece === '*') return '[^/]*';
    return piece === '?' ? '[^/]' : piece.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return `^${source}$`;
}

const pattern = () =>
  z
    .string('must be a pattern: put it in quotes')
    .min(1, 'must not be empty')
    .max(1024, 'must be shorter')
    .superRefine((value, context) => {
      const compiled = compileExpression(patternSource(value));
      if (compiled.kind === 'mistake') context.addIssue({ code: 'custom', message: compiled.what });
    });

export const match = z.strictObject(
  {
    bucket: told(pattern().optional(), 'Buckets; without it any'),
    key: told(
      pattern(),
      'Keys: `*` stands for anything but `/`, `**` for anything, `?` for one character; `/…/` is an expression (RE2)',
    ),
  },
  {
    error: ({ code }) => (code === 'invalid_type' ? 'must be a mapping, like { key: "app/**" }' : undefined),
  },
);
