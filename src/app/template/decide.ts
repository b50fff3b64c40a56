import { carriedBy } from './carried.ts';
import { compareMapping, type Difference } from './check.ts';
import type { History, PipelineChange } from './history.ts';
import type { FoundTemplate, Inspection } from './inspect.ts';
import { lacksPolicy } from './lifecycle.ts';
import { isOutdated } from './outdated.ts';
import type { IndexTemplate, TemplateApi } from './target.ts';

/**
 * `consume` only creates what is missing; `install` also brings a template that logflow made up to date; `accept` does so
 * although documents were written with another fingerprint.
 */
export type TemplateMode = 'consume' | 'install' | 'accept';

export type MappingDecision =
  | { readonly kind: 'present' }
  | { readonly kind: 'create'; readonly api: TemplateApi }
  | { readonly kind: 'update'; readonly old: FoundTemplate }
  | { readonly kind: 'differs'; readonly differences: readonly Difference[] };

export type TemplateDecision = MappingDecision | PipelineChange;

/** What to do about the templates that were found, and about what was written before (R9). */
export function decideAll(
  inspection: Inspection,
  template: IndexTemplate,
  mode: TemplateMode,
  history: History,
): TemplateDecision {
  const decision = decideTemplate(inspection, template, mode);
  const own = ownTemplate(inspection.effective, template);
  if (history.kind === 'changed') {
    const agreed = mode === 'accept' || (mode === 'install' && !history.written);
    if (agreed && (decision.kind === 'create' || decision.kind === 'update')) return decision;
    return agreed && own ? { kind: 'update', old: own } : history;
  }
  const lacking =
    own && (carriedBy(own.mappings, template.fingerprint).kind !== 'carried' || lacksPolicy(own, template));
  return mode !== 'consume' && decision.kind === 'present' && lacking
    ? { kind: 'update', old: own }
    : decision;
}

/** What to do about the templates that were found, by their mapping. Those of others are never overwritten (R20). */
export function decideTemplate(
  inspection: Inspection,
  template: IndexTemplate,
  mode: TemplateMode,
): MappingDecision {
  const { api, effective } = inspection;
  const own = ownTemplate(effective, template);
  if (mode !== 'consume' && own && isOutdated(own, template)) {
    return { kind: 'update', old: own };
  }
  if (effective.length === 0) return { kind: 'create', api };
  const differences = differencesOf(inspection, template);
  if (differences.length === 0) return { kind: 'present' };
  return effective.every((found) => yields(found, api, template.priority))
    ? { kind: 'create', api }
    : { kind: 'differs', differences };
}

/** What is wrong with what new indices would get: fields, and whether they would be backing indices of a data stream. */
export function differencesOf(
  { effective, mapping }: Pick<Inspection, 'effective' | 'mapping'>,
  { required, dataStream }: IndexTemplate,
): readonly Difference[] {
  const differences = compareMapping(mapping, required);
  const makesStreams = effective[0]?.dataStream === true;
  if (effective.length === 0 || makesStreams === dataStream) return differences;
  const [is, mustBe] = makesStreams ? ['there', 'absent'] : ['absent', 'there'];
  return [{ path: 'data_stream', is, mustBe }, ...differences];
}

/** The one that bears our name and our marker, and is not about other indices: `flows*` and `flows-*` have one name. */
export function ownTemplate(
  found: readonly FoundTemplate[],
  { name, fingerprint }: IndexTemplate,
): FoundTemplate | undefined {
  return found.find(
    (candidate) =>
      candidate.name === name &&
      candidate.revision !== undefined &&
      carriedBy(candidate.mappings, fingerprint).kind !== 'elsewhere',
  );
}

/**
 * Whether one of ours may be created although this one matches: it is about everybody's indices, or nobody's own, and weaker;
 * or it is a legacy one without a mapping, whose settings the server merges with ours.
 */
function yields(
  { api, catchAll, managed, power, mappings }: FoundTemplate,
  created: TemplateApi,
  priority: number,
): boolean {
  if (catchAll || managed) return api === 'legacy' || power < priority;
  return created === 'legacy' && Object.keys(mappings ?? {}).length === 0;
}
