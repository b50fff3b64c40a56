import { compareMapping, type Difference } from './check.ts';
import type { FoundTemplate, Inspection } from './inspect.ts';
import { composablePriority, type IndexTemplate, type TemplateApi } from './target.ts';

/** `consume` only creates what is missing; `install` also brings a template that logflow made up to date. */
export type TemplateMode = 'consume' | 'install';

export type TemplateDecision =
  | { readonly kind: 'present' }
  | { readonly kind: 'create'; readonly api: TemplateApi }
  | { readonly kind: 'update'; readonly old: FoundTemplate }
  | { readonly kind: 'differs'; readonly differences: readonly Difference[] };

/** What to do about the templates that were found. Those of others are never overwritten (R20). */
export function decideTemplate(
  { api, effective, mapping }: Inspection,
  template: IndexTemplate,
  mode: TemplateMode,
): TemplateDecision {
  const own = ownTemplate(effective, template);
  if (mode === 'install' && own?.revision !== undefined && own.revision < template.revision) {
    return { kind: 'update', old: own };
  }
  if (effective.length === 0) return { kind: 'create', api };
  const differences = compareMapping(mapping, template.required);
  if (differences.length === 0) return { kind: 'present' };
  return effective.every((found) => yields(found, api))
    ? { kind: 'create', api }
    : { kind: 'differs', differences };
}

/** The one that bears our name and our marker. */
export function ownTemplate(
  found: readonly FoundTemplate[],
  { name }: IndexTemplate,
): FoundTemplate | undefined {
  return found.find((candidate) => candidate.name === name && candidate.revision !== undefined);
}

/**
 * Whether one of ours may be created although this one matches: it is about everybody's indices and weaker, or it is a
 * legacy one without a mapping, whose settings the server merges with ours.
 */
function yields({ api, catchAll, power, mappings }: FoundTemplate, created: TemplateApi): boolean {
  if (catchAll) return api === 'legacy' || power < composablePriority;
  return created === 'legacy' && Object.keys(mappings ?? {}).length === 0;
}
