import type { Problem } from '../../model/errors.ts';
import { never } from '../../model/errors.ts';
import type { FieldChange, FoundFingerprint } from './carried.ts';
import { changedProblem } from './change-problem.ts';
import type { Difference } from './check.ts';
import { decideAll, differencesOf, ownTemplate, type TemplateDecision, type TemplateMode } from './decide.ts';
import { type History, historyOf, type IndexMapping, type PipelineChange } from './history.ts';
import { type AskCluster, type FoundTemplate, type Inspection, inspectTemplates } from './inspect.ts';
import { lacksPolicy, policyLacking } from './lifecycle.ts';
import { hasOtherFields, isOutdated } from './outdated.ts';
import { differsProblem, type RefusedAnswer } from './problems.ts';
import { type Resource, readResource, writeResource } from './resource.ts';
import type { Save } from './saved.ts';
import { streamProblem } from './streams.ts';
import { type IndexTemplate, marked, type TemplateApi, templateBody } from './target.ts';

export interface TemplateRef {
  readonly api: TemplateApi;
  readonly name: string;
}

/** How things stand after `ensureTemplate`. `hides`: templates that match our indices and have no effect on them. */
export type TemplateReport =
  | { readonly kind: 'created'; readonly template: TemplateRef; readonly hides: readonly TemplateRef[] }
  /** One that logflow made, from revision `from`; settings and aliases were kept. `changes`: of its fingerprint. */
  | {
      readonly kind: 'updated';
      readonly template: TemplateRef;
      readonly from: number;
      readonly changes: readonly FieldChange[];
      /** The `fields` of an own pipeline were others. */
      readonly otherFields?: true;
      /** Path of the file that holds the one before. */
      readonly saved?: string;
    }
  /**
   * New indices get the right mapping from `templates`, strongest first. `ours`: logflow's template is among them.
   * `unmarked`: they carry no fingerprint of this pipeline, so nobody will notice when it changes (R9). `unmanaged`: they
   * name no policy, and ILM needs that. `otherFields`: it was made of other `fields` of an own pipeline.
   */
  | {
      readonly kind: 'present';
      readonly ours: boolean;
      readonly unmarked?: true;
      readonly unmanaged?: true;
      readonly otherFields?: true;
      readonly templates: readonly TemplateRef[];
      readonly hides: readonly TemplateRef[];
    }
  /** New indices get a wrong mapping from templates that are not ours to change. */
  | {
      readonly kind: 'differs';
      readonly templates: readonly TemplateRef[];
      readonly hides: readonly TemplateRef[];
      readonly differences: readonly Difference[];
      readonly problem: Problem;
    }
  /** What is there was written with another fingerprint: nothing was done (R9). */
  | ChangedReport
  | RefusedAnswer;

export interface ChangedReport {
  readonly kind: 'changed';
  readonly changes: readonly FieldChange[];
  readonly problem: Problem;
}

/**
 * Makes sure that new indices get the mapping of `template`: creates it where nothing stands in its place, is content
 * with any template that maps alike, and never overwrites one that logflow did not make (R20). `indices`: those that
 * match, absent when nobody may see them. Where they or the template carry another fingerprint, nothing is done (R9).
 * `save` keeps what an update replaces. Safe to run in many processes at once. Throws only what `ask` throws, no answer at
 * all, and what `save` throws; then nothing is changed.
 */
export async function ensureTemplate(
  ask: AskCluster,
  template: IndexTemplate,
  mode: TemplateMode,
  indices: readonly IndexMapping[] | undefined,
  save?: Save,
): Promise<TemplateReport> {
  const before = await inspectTemplates(ask, template);
  if (before.kind !== 'inspected') return before;
  const hindrance = await streamProblem(ask, template, before, indices);
  if (hindrance) return hindrance;
  const history = historyOf(template.fingerprint, before, indices);
  const decision = decideAll(before, template, mode, history);
  switch (decision.kind) {
    case 'present':
    case 'differs':
    case 'changed':
      return standing(before, template, history);
    case 'create':
    case 'update': {
      const { refused, saved } = await put(ask, template, decision, { history, save });
      const after = await inspectTemplates(ask, template);
      // Why it was refused cannot be judged while the cluster is too busy to say what there is: the next try sees.
      if (after.kind === 'failed' && after.transient) return after;
      if (after.kind !== 'inspected') return refused ?? after;
      const now = standing(after, template, historyOf(template.fingerprint, after, indices));
      return afterPut(decision, template, now, { refused, saved, history });
    }
    default:
      return never(decision);
  }
}

type Write = Extract<TemplateDecision, { kind: 'create' | 'update' }>;

interface Written {
  /** Undefined when the cluster took it. */
  readonly refused: RefusedAnswer | undefined;
  readonly saved: string | undefined;
}

async function put(
  ask: AskCluster,
  template: IndexTemplate,
  write: Write,
  { history, save }: { readonly history: History; readonly save: Save | undefined },
): Promise<Written> {
  const { fingerprint, name } = template;
  const mark = (mapping: unknown) => marked(mapping, fingerprint, replacedBy(history));
  if (write.kind === 'create') {
    const body = templateBody({ ...template, mappings: mark(template.mappings) }, write.api);
    // Never over one that appeared a moment ago.
    const refused = await writeResource(ask, { kind: write.api, name, body }, { create: true });
    return { refused, saved: undefined };
  }
  const { api } = write.old;
  const before = await readResource(ask, api, name);
  if ('problem' in before) return { refused: before, saved: undefined };
  const saved = before.kind === 'found' ? await save?.(before.resource) : undefined;
  const resource: Resource = { kind: api, name, body: updatedBody(template, write.old, mark) };
  return { refused: await writeResource(ask, resource), saved };
}

/** What a fingerprint replaces with somebody's agreement, so that it is not refused again for what they wrote. */
function replacedBy(history: History): readonly FoundFingerprint[] {
  switch (history.kind) {
    case 'unmarked':
      return [];
    case 'same':
      return history.before;
    case 'changed':
      return history.written ? history.old : [];
    default:
      return never(history);
  }
}

/**
 * Our patterns and, over an older one, our mapping; the rest as it stands, for people set replicas and lifecycle there,
 * and fields of their own.
 */
function updatedBody(
  template: IndexTemplate,
  found: FoundTemplate,
  mark: (mapping: unknown) => object,
): object {
  const { api, power, settings, aliases, components } = found;
  const mappings = mark(isOutdated(found, template) ? template.mappings : found.mappings);
  const patterns = { index_patterns: [template.pattern] };
  const content = { settings: { ...settings, ...policyLacking({ settings }, template) }, aliases, mappings };
  return api === 'legacy'
    ? { order: power, ...patterns, ...content }
    : {
        ...{ priority: power, ...patterns, composed_of: components },
        ...(template.dataStream && { data_stream: {} }),
        template: content,
      };
}

type Standing = Extract<TemplateReport, { kind: 'present' | 'differs' | 'changed' }>;

/** What the server says afterwards counts: another process may have been faster, another template stronger. */
function afterPut(
  write: Write,
  template: IndexTemplate,
  now: Standing,
  { refused, saved, history }: Written & { readonly history: History },
): TemplateReport {
  // Another process put one meanwhile: alike, or with another fingerprint.
  const overtaken = now.kind === 'present' || (now.kind === 'changed' && history.kind !== 'changed');
  if (refused) return overtaken && write.kind === 'create' ? now : refused;
  if (now.kind !== 'present') return now;
  return write.kind === 'create'
    ? { kind: 'created', template: { api: write.api, name: template.name }, hides: now.hides }
    : {
        ...{ kind: 'updated', template: reference(write.old), from: write.old.revision ?? 0 },
        changes: history.kind === 'changed' ? history.changes : [],
        ...(hasOtherFields(write.old, template) && { otherFields: true as const }),
        ...(saved !== undefined && { saved }),
      };
}

/** How things stand when nothing is done. */
export function standing(inspection: Inspection, template: IndexTemplate, history: History): Standing {
  if (history.kind === 'changed') return changedReport(inspection, template, history);
  const { effective, hidden } = inspection;
  const differences = differencesOf(inspection, template);
  const templates = effective.map(reference);
  const hides = hidden.map(reference);
  const own = ownTemplate(effective, template);
  if (differences.length === 0) {
    const unmarked = history.kind === 'unmarked' && { unmarked: true as const };
    const unmanaged = effective.every((found) => lacksPolicy(found, template)) && {
      unmanaged: true as const,
    };
    const otherFields = own && hasOtherFields(own, template) && { otherFields: true as const };
    const notes = { ...unmarked, ...unmanaged, ...otherFields };
    return { kind: 'present', ours: own !== undefined, ...notes, templates, hides };
  }
  // Catch-all templates are named only when there is nobody else to name.
  const specific = effective.filter((found) => !found.catchAll);
  const blamed = (specific.length > 0 ? specific : effective).map(reference);
  const found = {
    title: blamed.map(title).join(' and ') || 'the server',
    revision: own?.revision,
    deletions: blamed.map(deletion).join(', '),
  };
  const problem = differsProblem(template, found, differences, hides.map(title));
  return { kind: 'differs', templates, hides, differences, problem };
}

/** That nothing was done, why, and the way out. */
export function changedReport(
  inspection: Inspection,
  template: IndexTemplate,
  history: PipelineChange,
): ChangedReport {
  const open = decideAll(inspection, template, 'accept', history).kind !== 'changed';
  const [blamed] = inspection.effective;
  const problem = changedProblem(history, template, open ? undefined : blamed && title(blamed));
  return { kind: 'changed', changes: history.changes, problem };
}

function reference({ api, name }: FoundTemplate): TemplateRef {
  return { api, name };
}

function title({ api, name }: TemplateRef): string {
  return `the ${api} template ${name}`;
}

function deletion({ api, name }: TemplateRef): string {
  return `DELETE /${api === 'legacy' ? '_template' : '_index_template'}/${name}`;
}
