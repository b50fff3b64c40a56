import type { Problem } from '../../model/errors.ts';
import { carriedBy } from './carried.ts';
import type { Difference } from './check.ts';
import { differencesOf, ownTemplate } from './decide.ts';
import { changedReport } from './ensure.ts';
import { differencesBetween, type FieldDifference } from './flatten.ts';
import { type History, historyOf } from './history.ts';
import { checkIndices, type IndicesReport, readIndices } from './indices.ts';
import { type AskCluster, type FoundTemplate, type Inspection, inspectTemplates } from './inspect.ts';
import { findPolicy, policyOf, underPolicy } from './lifecycle.ts';
import { asRecord } from './mapping.ts';
import type { RefusedAnswer } from './problems.ts';
import { type FoundResource, type Resource, readResource, resourceTitle } from './resource.ts';
import { streamProblem } from './streams.ts';
import { type IndexTemplate, legacyOrder, marked, templateBody } from './target.ts';

/** A template or a policy as it should be, beside what is there under its name. */
export interface Comparison {
  readonly wanted: Resource;
  /** Absent when there is none. */
  readonly found?: Resource;
  /** See `FoundResource`. */
  readonly unless: Readonly<Record<string, number>>;
  /** Empty when there is none. */
  readonly differences: readonly FieldDifference[];
}

/** What a pipeline needs, beside what the cluster has. */
export interface PipelineComparison {
  readonly kind: 'compared';
  readonly template: IndexTemplate;
  /** In the order in which they are put. Without the template where somebody's own maps alike. */
  readonly comparisons: readonly Comparison[];
  /** Who maps alike without being ours, and why ours is not missed. */
  readonly alike: readonly FoundTemplate[];
  /** Templates of others that come before ours. */
  readonly stronger: readonly FoundTemplate[];
  /** Those of others that ours comes before, or is merged over. */
  readonly weaker: readonly FoundTemplate[];
  /** What new indices get wrong because of them. */
  readonly overruled: readonly Difference[];
  readonly indices: IndicesReport;
  /** What stands in the way of a push. */
  readonly problems: readonly Problem[];
}

/** Throws only what `ask` throws: no answer at all. */
export async function comparePipeline(
  ask: AskCluster,
  needed: IndexTemplate,
): Promise<PipelineComparison | RefusedAnswer> {
  const policy = needed.lifecycle && (await findPolicy(ask, needed.lifecycle));
  const api = policy?.kind === 'supported' ? policy.api : undefined;
  const template = underPolicy(needed, api);
  const inspection = await inspectTemplates(ask, template);
  if (inspection.kind !== 'inspected') return inspection;
  const found = await readIndices(ask, template);
  const mappings = found.kind === 'read' ? found.mappings : undefined;
  const hindrance = await streamProblem(ask, template, inspection, mappings);
  const history = historyOf(template.fingerprint, inspection, mappings);
  const own = ownOf(inspection, template);
  const wanted = wantedTemplate(template, own?.api ?? inspection.api, history);
  const there = await readResource(ask, wanted.kind, wanted.name);
  if ('problem' in there) return there;
  const wrong = differencesOf(inspection, template);
  const isAlike = there.kind !== 'found' && inspection.effective.length > 0 && wrong.length === 0;
  const others = isAlike ? [] : othersThan(inspection, wanted);
  const stronger = others.filter((other) => isStronger(other, wanted.kind, own, template));
  const comparisons = isAlike ? [] : [compare(wanted, there)];
  if (policy?.kind === 'supported' && needed.lifecycle) {
    comparisons.unshift(compare(policyOf(policy.api, needed.lifecycle, template), policy.found));
  }
  const inTheWay = [
    hindrance?.problem,
    policy && 'problem' in policy ? policy.problem : undefined,
    history.kind === 'changed' ? changedReport(inspection, template, history).problem : undefined,
    elsewhere(there, template),
  ];
  return {
    ...{ kind: 'compared', template, comparisons, stronger },
    weaker: others.filter((other) => !stronger.includes(other)),
    alike: isAlike ? inspection.effective : [],
    overruled: stronger.length > 0 ? wrong : [],
    indices: checkIndices(found, template),
    problems: inTheWay.filter((problem) => problem !== undefined),
  };
}

/** Of any template or policy, ours or not. */
export async function compareResource(
  ask: AskCluster,
  wanted: Resource,
): Promise<Comparison | RefusedAnswer | { readonly kind: 'unsupported' }> {
  const there = await readResource(ask, wanted.kind, wanted.name);
  return there.kind === 'found' || there.kind === 'absent' ? compare(wanted, there) : there;
}

function compare(wanted: Resource, there: FoundResource): Comparison {
  if (there.kind !== 'found') return { wanted, unless: {}, differences: [] };
  const { resource: found, unless } = there;
  return { wanted, found, unless, differences: differencesBetween(found, wanted) };
}

/** Whether there is nothing to do about it. */
export function isEqual({ found, differences }: Comparison): boolean {
  return found !== undefined && differences.length === 0;
}

function ownOf({ effective, hidden }: Inspection, template: IndexTemplate): FoundTemplate | undefined {
  return ownTemplate(effective, template) ?? ownTemplate(hidden, template);
}

function wantedTemplate(template: IndexTemplate, kind: FoundTemplate['api'], history: History): Resource {
  const before = history.kind === 'same' ? history.before : [];
  const mappings = marked(template.mappings, template.fingerprint, before);
  return { kind, name: template.name, body: templateBody({ ...template, mappings }, kind) };
}

/** Those of others that match the same indices. */
function othersThan({ effective, hidden }: Inspection, { kind, name }: Resource): readonly FoundTemplate[] {
  return [...effective, ...hidden].filter((found) => found.api !== kind || found.name !== name);
}

/** Whether another decides instead of ours, once ours is there. Composable ones come before all legacy ones. */
function isStronger(
  other: FoundTemplate,
  kind: Resource['kind'],
  own: FoundTemplate | undefined,
  { priority }: IndexTemplate,
): boolean {
  if (kind !== 'legacy') {
    return other.api === 'composable' && other.power >= (own?.power ?? priority);
  }
  return other.api === 'composable' || other.power > (own?.power ?? legacyOrder);
}

/** `flows*` and `flows-*` have templates of one name. */
function elsewhere(there: FoundResource, { fingerprint, pattern }: IndexTemplate): Problem | undefined {
  if (there.kind !== 'found') return undefined;
  const { mappings, template } = asRecord(there.resource.body);
  const mapping = there.resource.kind === 'legacy' ? mappings : asRecord(template).mappings;
  if (carriedBy(mapping, fingerprint).kind !== 'elsewhere') return undefined;
  return {
    code: 'LF_TEMPLATE_DIFFERS',
    message: `${resourceTitle(there.resource)} is one of logflow for other indices than ${pattern}`,
    hint: 'Give --index a name whose fixed part no other pipeline has.',
  };
}
