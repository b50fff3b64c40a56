import { never, type Problem } from '../../model/errors.ts';
import { flattenSettings } from './flatten.ts';
import type { AskCluster, FoundTemplate } from './inspect.ts';
import { asRecord } from './mapping.ts';
import type { RefusedAnswer } from './problems.ts';
import { type FoundResource, type Resource, readResource, resourceTitle, writeResource } from './resource.ts';
import type { IndexTemplate, Lifecycle, LifecycleApi } from './target.ts';

/** The index setting by which ILM knows an index; ISM goes by the patterns of its policy. */
const policySetting = 'index.lifecycle.name';
/** Above the 0 of policies that nobody gave a priority; ISM refuses two alike for the same indices. */
const ismPriority = 100;

/** A policy that does one thing: delete an index by its age. Age counts from when the index was made. */
export function policyOf(
  api: LifecycleApi,
  { name, days }: Lifecycle,
  { pattern }: Pick<IndexTemplate, 'pattern'>,
): Resource {
  return { kind: api, name, body: { policy: api === 'ilm' ? ilmPolicy(days) : ismPolicy(days, pattern) } };
}

/** Source: "Create or update lifecycle policy", Elasticsearch reference. */
function ilmPolicy(days: number): object {
  return { phases: { delete: { min_age: `${days}d`, actions: { delete: {} } } } };
}

/** Source: "Policies", Index State Management, OpenSearch documentation. */
function ismPolicy(days: number, pattern: string): object {
  const whenOld = { state_name: 'delete', conditions: { min_index_age: `${days}d` } };
  return {
    description: `logflow: deletes an index of ${pattern} by its age`,
    default_state: 'live',
    states: [
      { name: 'live', actions: [], transitions: [whenOld] },
      { name: 'delete', actions: [{ delete: {} }], transitions: [] },
    ],
    ism_template: [{ index_patterns: [pattern], priority: ismPriority }],
  };
}

/** The age in a policy of the cluster, as it stands there: `90d`. Undefined when it deletes nothing by age. */
function ageIn({ kind, body }: Resource): string | undefined {
  const { phases, states } = asRecord(asRecord(body).policy);
  if (kind === 'ilm') {
    const { min_age: age, actions } = asRecord(asRecord(phases).delete);
    return asRecord(actions).delete === undefined ? undefined : String(age);
  }
  const moves = (Array.isArray(states) ? states : [])
    .flatMap((state) => asRecord(state).transitions ?? [])
    .map(asRecord);
  const age = asRecord(moves.find(({ state_name: to }) => to === 'delete')?.conditions).min_index_age;
  return age === undefined ? undefined : String(age);
}

export type FoundPolicy =
  | {
      readonly kind: 'supported';
      readonly api: LifecycleApi;
      readonly found: Extract<FoundResource, { kind: 'found' | 'absent' }>;
    }
  | { readonly kind: 'unsupported'; readonly problem: Problem }
  | RefusedAnswer;

/** Which of the two the cluster has is seen from its answers (R20). */
export async function findPolicy(ask: AskCluster, { name }: Lifecycle): Promise<FoundPolicy> {
  const ilm = await readResource(ask, 'ilm', name);
  if (ilm.kind === 'found' || ilm.kind === 'absent') return { kind: 'supported', api: 'ilm', found: ilm };
  if (ilm.kind === 'failed') return ilm;
  // Amazon OpenSearch forbids what it does not have.
  const ism = await readResource(ask, 'ism', name);
  if (ism.kind === 'found' || ism.kind === 'absent') return { kind: 'supported', api: 'ism', found: ism };
  if (ism.kind !== 'unsupported') return ism;
  return ilm.kind === 'forbidden' ? ilm : { kind: 'unsupported', problem: unsupported };
}

const unsupported: Problem = {
  code: 'LF_LIFECYCLE_UNSUPPORTED',
  message: 'the cluster has neither ILM nor ISM, so nothing deletes indices by their age',
  hint: 'Leave out --delete-after and delete old indices by hand or by a job; or use a distribution with ILM (Elasticsearch, default distribution, 6.6 or later) or ISM (OpenSearch with its index management plugin).',
};

export type LifecycleReport =
  | {
      readonly kind: 'created' | 'present';
      readonly api: LifecycleApi;
      readonly name: string;
      readonly days: number;
    }
  /** A policy of this name deletes at another age: left as it is. */
  | { readonly kind: 'differs'; readonly api: LifecycleApi; readonly name: string; readonly problem: Problem }
  | { readonly kind: 'unsupported'; readonly problem: Problem }
  | RefusedAnswer;

/**
 * Creates the policy where there is none; never changes one, as a shorter age deletes what is there at once. Safe to run
 * in many processes at once.
 */
export async function ensurePolicy(
  ask: AskCluster,
  lifecycle: Lifecycle,
  template: Pick<IndexTemplate, 'pattern'>,
): Promise<LifecycleReport> {
  const policy = await findPolicy(ask, lifecycle);
  if (policy.kind !== 'supported') return policy;
  const { api, found } = policy;
  if (found.kind === 'found') return standing(found.resource, api, lifecycle);
  const refused = await writeResource(ask, policyOf(api, lifecycle, template));
  if (!refused) return { kind: 'created', api, ...lifecycle };
  // Another process was faster: ISM refuses a second one.
  const after = await findPolicy(ask, lifecycle);
  return after.kind === 'supported' && after.found.kind === 'found'
    ? standing(after.found.resource, api, lifecycle)
    : refused;
}

function standing(policy: Resource, api: LifecycleApi, lifecycle: Lifecycle): LifecycleReport {
  const age = ageIn(policy);
  if (age === `${lifecycle.days}d`) return { kind: 'present', api, ...lifecycle };
  return { kind: 'differs', api, name: lifecycle.name, problem: otherAge(policy, age, lifecycle) };
}

function otherAge(policy: Resource, age: string | undefined, { days }: Lifecycle): Problem {
  const does = age === undefined ? 'deletes nothing by age' : `deletes after ${age}`;
  return {
    code: 'LF_LIFECYCLE_DIFFERS',
    message: `${resourceTitle(policy)} ${does}, and --delete-after says ${days}d: it is left as it is`,
    hint: '`logflow template diff` shows it field by field, `logflow template push` changes it; a shorter age may delete indices at once.',
  };
}

/** The template with what ILM needs in it. */
export function underPolicy(template: IndexTemplate, api: LifecycleApi | undefined): IndexTemplate {
  if (api !== 'ilm' || !template.lifecycle) return template;
  return { ...template, settings: { ...template.settings, [policySetting]: template.lifecycle.name } };
}

/** Whether one of ours is to name a policy and names none. One that somebody put there stays. */
export function lacksPolicy(own: Pick<FoundTemplate, 'settings'>, template: IndexTemplate): boolean {
  return Object.keys(policyLacking(own, template)).length > 0;
}

/** The setting that it lacks, if it lacks it. */
export function policyLacking(
  own: Pick<FoundTemplate, 'settings'>,
  { settings }: IndexTemplate,
): Readonly<Record<string, string>> {
  const name = flattenSettings(settings).get(policySetting);
  return name === undefined || flattenSettings(own.settings).has(policySetting)
    ? {}
    : { [policySetting]: name };
}

/** For people. */
export function lifecycleText(report: LifecycleReport): string[] {
  switch (report.kind) {
    case 'created':
      return [
        `${resourceTitle({ kind: report.api, name: report.name }).slice(4)} created: deletes an index ${report.days} days after it was made`,
        'note: indices that are there already are not under it; docs/templates.md says how to put them there',
      ];
    case 'present':
      return [
        `${resourceTitle({ kind: report.api, name: report.name }).slice(4)} is there: ${report.days} days`,
      ];
    case 'differs':
    case 'unsupported':
    case 'forbidden':
    case 'failed':
      return [report.problem.message, `next: ${report.problem.hint}`];
    default:
      return never(report);
  }
}
