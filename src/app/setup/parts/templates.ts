import { LogflowError, never } from '../../../model/errors.ts';
import type { Cluster } from '../../../sink/cluster.ts';
import type { Settings } from '../../settings/settings.ts';
import { carriedBy, changesBetween } from '../../template/carried.ts';
import { compareMapping } from '../../template/check.ts';
import { decideAll, type TemplateDecision } from '../../template/decide.ts';
import { ensureTemplate, standing } from '../../template/ensure.ts';
import { historyOf } from '../../template/history.ts';
import { checkIndices, type IndexMappings, readIndices } from '../../template/indices.ts';
import { type AskCluster, type Inspection, inspectTemplates } from '../../template/inspect.ts';
import type { IndexTemplate } from '../../template/target.ts';
import { neededTemplates } from '../../template/templates.ts';
import { fieldChange } from '../field.ts';
import type { FieldChange, Part, Step } from '../part.ts';

/** Opens the cluster, and answers when it takes requests. Rejects with `LogflowError` when it does not. */
export type OpenCluster = () => Promise<Cluster>;

const what = 'index template';

/** The index templates that the pipelines need, by the rules of `template install`. Nothing without a node. */
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
        for (const template of neededTemplates(settings)) {
          steps.push(await look(ask, template, put(template)));
        }
        return steps;
      });
    },
    async destroy() {
      return settings.node === undefined ? [] : neededTemplates(settings).map(left);
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
  { mapping }: Inspection,
  { revision, fingerprint, required }: IndexTemplate,
): readonly FieldChange[] {
  const newer = old.revision !== undefined && old.revision < revision;
  const carried = carriedBy(old.mappings, fingerprint);
  const was = carried.kind === 'carried' ? carried.fingerprint : undefined;
  return [
    ...(newer ? [fieldChange('revision', String(old.revision), String(revision))] : []),
    ...(newer ? compareMapping(mapping, required) : []).map(({ path, is, mustBe }) =>
      fieldChange(path, is, mustBe),
    ),
    ...(was
      ? changesBetween(was, fingerprint).map(({ field, was: then, now }) => fieldChange(field, then, now))
      : Object.entries(fingerprint).map(([field, value]) => fieldChange(field, undefined, value))),
  ];
}

async function install(ask: AskCluster, template: IndexTemplate): Promise<void> {
  const indices = await readIndices(ask, template);
  if (indices.kind === 'failed' && indices.transient) throw new LogflowError(indices.problem);
  const known = indices.kind === 'read' ? indices.mappings : undefined;
  const report = await ensureTemplate(ask, template, 'install', known);
  if ('problem' in report) throw new LogflowError(report.problem);
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
