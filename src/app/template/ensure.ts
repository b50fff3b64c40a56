import type { Problem } from '../../model/errors.ts';
import { never } from '../../model/errors.ts';
import type { FieldChange, FoundFingerprint } from './carried.ts';
import { changedProblem } from './change-problem.ts';
import { compareMapping, type Difference } from './check.ts';
import { decideAll, ownTemplate, type TemplateDecision, type TemplateMode } from './decide.ts';
import { type History, historyOf, type IndexMapping, type PipelineChange } from './history.ts';
import { type AskCluster, type FoundTemplate, type Inspection, inspectTemplates } from './inspect.ts';
import { differsProblem, type RefusedAnswer, refusedAnswer } from './problems.ts';
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
    }
  /**
   * New indices get the right mapping from `templates`, strongest first. `ours`: logflow's template is among them.
   * `unmarked`: they carry no fingerprint of this pipeline, so nobody will notice when it changes (R9).
   */
  | {
      readonly kind: 'present';
      readonly ours: boolean;
      readonly unmarked?: true;
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
 * Safe to run in many processes at once. Throws only what `ask` throws: no answer at all.
 */
export async function ensureTemplate(
  ask: AskCluster,
  template: IndexTemplate,
  mode: TemplateMode,
  indices: readonly IndexMapping[] | undefined,
): Promise<TemplateReport> {
  const before = await inspectTemplates(ask, template);
  if (before.kind !== 'inspected') return before;
  const history = historyOf(template.fingerprint, before, indices);
  const decision = decideAll(before, template, mode, history);
  switch (decision.kind) {
    case 'present':
    case 'differs':
    case 'changed':
      return standing(before, template, history);
    case 'create':
    case 'update': {
      const refused = await put(ask, template, decision, history);
      const after = await inspectTemplates(ask, template);
      // Why it was refused cannot be judged while the cluster is too busy to say what there is: the next try sees.
      if (after.kind === 'failed' && after.transient) return after;
      if (after.kind !== 'inspected') return refused ?? after;
      const now = standing(after, template, historyOf(template.fingerprint, after, indices));
      return afterPut(decision, template, now, { refused, history });
    }
    default:
      return never(decision);
  }
}

type Write = Extract<TemplateDecision, { kind: 'create' | 'update' }>;

/** Undefined when the cluster took it. */
async function put(
  ask: AskCluster,
  template: IndexTemplate,
  write: Write,
  history: History,
): Promise<RefusedAnswer | undefined> {
  const { fingerprint } = template;
  const mark = (mapping: unknown) => marked(mapping, fingerprint, replacedBy(history));
  const api = write.kind === 'create' ? write.api : write.old.api;
  const path = `/${api === 'legacy' ? '_template' : '_index_template'}/${encodeURIComponent(template.name)}`;
  const { status, body } =
    write.kind === 'create'
      ? // Never over one that appeared a moment ago.
        await ask('PUT', path, {
          body: templateBody({ ...template, mappings: mark(template.mappings) }, api),
          querystring: { create: true },
        })
      : await ask('PUT', path, { body: updatedBody(template, write.old, mark) });
  return status === 200 ? undefined : refusedAnswer(`PUT ${path}`, status, body);
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
  { api, power, settings, aliases, components, revision = 0, mappings: theirs }: FoundTemplate,
  mark: (mapping: unknown) => object,
): object {
  const mappings = mark(revision < template.revision ? template.mappings : theirs);
  const patterns = { index_patterns: [template.pattern] };
  const content = { settings, aliases, mappings };
  return api === 'legacy'
    ? { order: power, ...patterns, ...content }
    : { priority: power, ...patterns, composed_of: components, template: content };
}

type Standing = Extract<TemplateReport, { kind: 'present' | 'differs' | 'changed' }>;

/** What the server says afterwards counts: another process may have been faster, another template stronger. */
function afterPut(
  write: Write,
  { name }: IndexTemplate,
  now: Standing,
  { refused, history }: { readonly refused: RefusedAnswer | undefined; readonly history: History },
): TemplateReport {
  // Another process put one meanwhile: alike, or with another fingerprint.
  const overtaken = now.kind === 'present' || (now.kind === 'changed' && history.kind !== 'changed');
  if (refused) return overtaken && write.kind === 'create' ? now : refused;
  if (now.kind !== 'present') return now;
  return write.kind === 'create'
    ? { kind: 'created', template: { api: write.api, name }, hides: now.hides }
    : {
        ...{ kind: 'updated', template: reference(write.old), from: write.old.revision ?? 0 },
        changes: history.kind === 'changed' ? history.changes : [],
      };
}

/** How things stand when nothing is done. */
export function standing(inspection: Inspection, template: IndexTemplate, history: History): Standing {
  if (history.kind === 'changed') return changedReport(inspection, template, history);
  const { effective, mapping, hidden } = inspection;
  const differences = compareMapping(mapping, template.required);
  const templates = effective.map(reference);
  const hides = hidden.map(reference);
  const own = ownTemplate(effective, template);
  if (differences.length === 0) {
    const unmarked = history.kind === 'unmarked' && { unmarked: true as const };
    return { kind: 'present', ours: own !== undefined, ...unmarked, templates, hides };
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
