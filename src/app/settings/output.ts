import { z } from 'zod';

/** Where documents go. A target of `-` is standard output. */
export type Output =
  | { readonly kind: 'cluster' }
  | { readonly kind: 'ndjson' | 'bulk'; readonly target: string };

export const outputSetting = z.string('must be text').transform((value, context): Output => {
  if (value === 'cluster') return { kind: 'cluster' };
  const match = /^(ndjson|bulk):(.+)$/.exec(value);
  if (match) return { kind: match[1] as 'ndjson' | 'bulk', target: match[2] as string };
  context.addIssue({ code: 'custom', message: 'must be cluster, ndjson:DIR, ndjson:-, bulk:DIR or bulk:-' });
  return z.NEVER;
});
