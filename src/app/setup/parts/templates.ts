import { systemClock } from '../../../core/clock.ts';
import { LogflowError, never } from '../../../model/errors.ts';
import type { Cluster } from '../../../sink/cluster.ts';
import type { Settings } from '../../settings/settings.ts';
import { carriedBy, changesBetween } from '../../template/carried.ts';
import { decideAll, differencesOf, type TemplateDecision } from '../../template/decide.ts';
import { standing } from '../../template/ensure.ts';
import { historyOf } from '../../template/history.ts';
import { checkIndices, type IndexMappings, readIndices } from '../../template/indices.ts';
import { type AskCluster, type Inspection, inspectTemplates } from '../../template/inspect.ts';
import { type FoundPolicy, findPolicy, standingPolicy, underPolicy } from '../../template/lifecycle.ts';
import { hasOtherFields, isOlder } from '../../template/outdated.ts';
import { saveBelow } from '../../template/saved.ts';
import type { IndexTemplate, Lifecycle } from '../../template/target.ts';
import { ensureNeeded, inTime } from '../../template/templates.ts';
import { fieldChange } from '../field.ts';
import type { FieldChange, Part, Step } from '../part.ts';

/** Opens the cluster, and answers when it takes requests. Rejects with `LogflowError` when it does not. */
export type OpenCluster = () => Promise<Cluster>;

const what = 'index template';

/** The index templates that a run makes sure of at its start, by the rules of `template install`. Nothing without a node. */
export function createTemplatesPart(settings: Settings, open: OpenCluster): Part {
  const withCluster = async <T>(work: (ask: AskCluster) => Promise<T>): Promise<T> => {
    const cluster = await open();
    try {
      return await work((method, path, request) => cluster.request(method, path, request));
    } finally {
      await cluster.close();
    }
  };
  const put = (template: IndexTemplate) => async () => {
    await withCluster((ask) => install(ask, template));
  };
  return {
    name: 'templates',
    async plan() {
      if (settings.node === undefined) return [without];
      return withCluster(async (ask) => {
        const steps: Step[] = [];
        for (const needed of inTime(settings).first) {
          const apply = put(needed);
          const policy = needed.lifecycle && (await findPolicy(ask, needed.lifecycle));
          if (policy && needed.lifecycle) steps.push(policyStep(policy, needed.lifecycle, apply));
          const api = policy?.kind === 'supported' ? policy.api : undefined;
          steps.push(await look(ask, underPolicy(needed, api), apply));
        }
        return steps;
      });
    },
    async destroy() {
      return settings.node === undefined ? [] : inTime(settings).first.map(left);
    },
  };
}

const without: Step = {
  ...{ part: 'templates', what, name: 'none', kind: 'keep' },
  note: 'logflow.yaml names no node; `consume` makes sure of it when it starts',
};

/**
 * A template is no data and costs nothing, and without it tomorrow's index gets a wrong mapping from whoever still
 * writes: the project's tag cannot say that nobody does.
 */
function left({ name }: IndexTemplate): Step {
  const note =
    'it holds no data, and other consumers may need it; delete it yourself when no one writes any more';
  return { part: 'templates', what, name, kind: 'keep', note };
}

async function look(ask: AskCluster, template: IndexTemplate, apply: () => Promise<void>): Promise<Step> {
  const inspection = await inspectTemplates(ask, template);
  if (inspection.kind !== 'inspected') throw new LogflowError(inspection.problem);
  const indices = await readIndices(ask, template);
  if (indices.kind === 'failed' && indices.transient) throw new LogflowError(indices.problem);
  const known = indices.kind === 'read' ? indices.mappings : undefined;
  const history = historyOf(template.fingerprint, inspection, known);
  const decision = decideAll(inspection, template, 'install', history);
  const about = { part: 'templates', what, name: template.name } as const;
  const notes = [...hiddenNote(inspection, decision), ...indicesNote(indices, template)];
  const note = notes.length > 0 ? { note: notes.join('. ') } : {};
  switch (decision.kind) {
    case 'present':
      return { ...about, kind: 'keep', ...note };
    case 'create':
      return { ...about, kind: 'create', fields: newFields(decision.api, template), ...note, apply };
    case 'update':
      return {
        ...about,
        kind: 'change',
        fields: changedFields(decision, inspection, template),
        ...note,
        apply,
      };
    case 'differs':
    case 'changed': {
      const found = standing(inspection, template, history);
      if (found.kind === 'present') return { ...about, kind: 'keep', ...note };
      return { ...about, kind: 'refuse', problem: found.problem };
    }
    default:
      return never(decision);
  }
}

function newFields(api: string, { pattern, fingerprint, revision }: IndexTemplate): readonly FieldChange[] {
  const fields = { kind: api, pattern, revision: String(revision), ...fingerprint };
  return Object.entries(fields).map(([field, value]) => fieldChange(field, undefined, value));
}

type Update = Extract<TemplateDecision, { kind: 'update' }>;

/** With a newer revision the mapping is replaced; else only who writes is noted in it. */
function changedFields(
  { old }: Update,
  inspection: Inspection,
  template: IndexTemplate,
): readonly FieldChange[] {
  const { revision, fingerprint } = template;
  const newer = isOlder(old, template);
  const carried = carriedBy(old.mappings, fingerprint);
  const was = carried.kind === 'carried' ? carried.fingerprint : undefined;
  return [
    ...(newer ? [fieldChange('revision', String(old.revision), String(revision))] : []),
    ...(hasOtherFields(old, template) ? [fieldChange('fields', 'others', 'those of own-pipelines')] : []),
    ...(newer ? differencesOf(inspection, template) : []).map(({ path, is, mustBe }) =>
      fieldChange(path, is, mustBe),
    ),
    ...(was
      ? changesBetween(was, fingerprint).map(({ field, was: then, now }) => fieldChange(field, then, now))
      : Object.entries(fingerprint).map(([field, value]) => fieldChange(field, undefined, value))),
  ];
}

/** The template, and the policy that it names; what is replaced is saved as `template install` does. */
async function install(ask: AskCluster, needed: IndexTemplate): Promise<void> {
  const save = saveBelow(undefined, systemClock.now);
  const { report, lifecycle } = await ensureNeeded(ask, needed, 'install', save);
  if ('problem' in report) throw new LogflowError(report.problem);
  if (lifecycle && 'problem' in lifecycle) throw new LogflowError(lifecycle.problem);
}

/** A policy is made, and never changed by the way: a shorter age deletes what is there at once. */
function policyStep(policy: FoundPolicy, lifecycle: Lifecycle, apply: () => Promise<void>): Step {
  const about = { part: 'templates', what: 'lifecycle policy', name: lifecycle.name } as const;
  if (policy.kind !== 'supported') return { ...about, kind: 'refuse', problem: policy.problem };
  if (policy.found.kind === 'absent') {
    const fields = [
      fieldChange('kind', undefined, policy.api),
      fieldChange('delete after', undefined, `${lifecycle.days}d`),
    ];
    return { ...about, kind: 'create', fields, apply };
  }
  const report = standingPolicy(policy.found.resource, policy.api, lifecycle);
  return report.kind === 'differs'
    ? { ...about, kind: 'refuse', problem: report.problem }
    : { ...about, kind: 'keep' };
}

function hiddenNote({ effective, hidden }: Inspection, decision: TemplateDecision): readonly string[] {
  const composable = decision.kind === 'create' && decision.api === 'composable';
  const hides = composable ? [...effective, ...hidden] : hidden;
  if (hides.length === 0) return [];
  return [`it hides ${hides.map(({ api, name }) => `${name} (${api})`).join(', ')}`];
}

/** What no template can mend. */
function indicesNote(indices: IndexMappings, template: IndexTemplate): readonly string[] {
  const report = checkIndices(indices, template);
  return report.kind === 'checked' && report.problem ? [report.problem.message, report.problem.hint] : [];
}
