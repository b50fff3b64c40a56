import type { Problem } from '../../model/errors.ts';
import { never } from '../../model/errors.ts';
import { compareMapping, type Difference } from './check.ts';
import { decideTemplate, ownTemplate, type TemplateDecision, type TemplateMode } from './decide.ts';
import { type AskCluster, type FoundTemplate, type Inspection, inspectTemplates } from './inspect.ts';
import { differsProblem, type RefusedAnswer, refusedAnswer } from './problems.ts';
import { type IndexTemplate, type TemplateApi, templateBody } from './target.ts';

export interface TemplateRef {
  readonly api: TemplateApi;
  readonly name: string;
}

/** How things stand after `ensureTemplate`. `hides`: templates that match our indices and have no effect on them. */
export type TemplateReport =
  | { readonly kind: 'created'; readonly template: TemplateRef; readonly hides: readonly TemplateRef[] }
  /** One that logflow made, from revision `from`; settings and aliases were kept. */
  | { readonly kind: 'updated'; readonly template: TemplateRef; readonly from: number }
  /** New indices get the right mapping from `templates`, strongest first. `ours`: logflow's template is among them. */
  | {
      readonly kind: 'present';
      readonly ours: boolean;
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
  | RefusedAnswer;

/**
 * Makes sure that new indices get the mapping of `template`: creates it where nothing stands in its place, is content
 * with any template that maps alike, and never overwrites one that logflow did not make (R20).
 * Safe to run in many processes at once. Throws only what `ask` throws: no answer at all.
 */
export async function ensureTemplate(
  ask: AskCluster,
  template: IndexTemplate,
  mode: TemplateMode,
): Promise<TemplateReport> {
  const before = await inspectTemplates(ask, template);
  if (before.kind !== 'inspected') return before;
  const decision = decideTemplate(before, template, mode);
  switch (decision.kind) {
    case 'present':
    case 'differs':
      return standing(before, template);
    case 'create':
    case 'update': {
      const refused = await put(ask, template, decision);
      const after = await inspectTemplates(ask, template);
      // Why it was refused cannot be judged while the cluster is too busy to say what there is: the next try sees.
      if (after.kind === 'failed' && after.transient) return after;
      if (after.kind !== 'inspected') return refused ?? after;
      return afterPut(decision, template, standing(after, template), refused);
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
): Promise<RefusedAnswer | undefined> {
  const api = write.kind === 'create' ? write.api : write.old.api;
  const path = `/${api === 'legacy' ? '_template' : '_index_template'}/${encodeURIComponent(template.name)}`;
  const { status, body } =
    write.kind === 'create'
      ? // Never over one that appeared a moment ago.
        await ask('PUT', path, { body: templateBody(template, api), querystring: { create: true } })
      : await ask('PUT', path, { body: updatedBody(template, write.old) });
  return status === 200 ? undefined : refusedAnswer(`PUT ${path}`, status, body);
}

/** Our mapping and patterns; the rest as it stands, for people set replicas and lifecycle there. */
function updatedBody(
  template: IndexTemplate,
  { api, power, settings, aliases, components }: FoundTemplate,
): object {
  const { mappings, pattern } = template;
  const content = { settings, aliases, mappings };
  return api === 'legacy'
    ? { order: power, index_patterns: [pattern], ...content }
    : { priority: power, index_patterns: [pattern], composed_of: components, template: content };
}

type Standing = Extract<TemplateReport, { kind: 'present' | 'differs' }>;

/** What the server says afterwards counts: another process may have been faster, another template stronger. */
function afterPut(
  write: Write,
  { name }: IndexTemplate,
  now: Standing,
  refused: RefusedAnswer | undefined,
): TemplateReport {
  if (refused) return now.kind === 'present' && write.kind === 'create' ? now : refused;
  if (now.kind === 'differs') return now;
  return write.kind === 'create'
    ? { kind: 'created', template: { api: write.api, name }, hides: now.hides }
    : { kind: 'updated', template: reference(write.old), from: write.old.revision ?? 0 };
}

function standing({ effective, mapping, hidden }: Inspection, template: IndexTemplate): Standing {
  const differences = compareMapping(mapping, template.required);
  const templates = effective.map(reference);
  const hides = hidden.map(reference);
  const own = ownTemplate(effective, template);
  if (differences.length === 0) return { kind: 'present', ours: own !== undefined, templates, hides };
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

function reference({ api, name }: FoundTemplate): TemplateRef {
  return { api, name };
}

function title({ api, name }: TemplateRef): string {
  return `the ${api} template ${name}`;
}

function deletion({ api, name }: TemplateRef): string {
  return `DELETE /${api === 'legacy' ? '_template' : '_index_template'}/${name}`;
}
