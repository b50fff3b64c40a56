import { systemClock } from '../../core/clock.ts';
import { LogflowError, never, type Problem } from '../../model/errors.ts';
import type { Cluster } from '../../sink/cluster.ts';
import { type Fingerprint, fingerprints } from '../fingerprint.ts';
import { ownFormats } from '../own-formats.ts';
import { isNeededFirst } from '../pipelines.ts';
import type { Settings } from '../settings/settings.ts';
import { changeText } from './change-problem.ts';
import { differenceText } from './check.ts';
import type { TemplateMode } from './decide.ts';
import { ensureTemplate, type TemplateRef, type TemplateReport } from './ensure.ts';
import { checkIndices, type IndicesReport, readIndices } from './indices.ts';
import { type AskCluster, listingOnce } from './inspect.ts';
import { ensurePolicy, type LifecycleReport, lifecycleText, underPolicy } from './lifecycle.ts';
import { type Save, saveBelow, savedText } from './saved.ts';
import { type IndexTemplate, pipelineTemplate } from './target.ts';

/** The templates that the configured pipelines need. Throws `LogflowError` (exit 2) for an index pattern that has none. */
export function neededTemplates(settings: Settings): readonly IndexTemplate[] {
  return fingerprints(settings).map((fingerprint) => neededTemplate(fingerprint, settings));
}

/** Of these, which a run makes sure of at its start, and which when the first object of their pipeline comes. */
export function inTime(settings: Settings): Readonly<Record<'first' | 'later', readonly IndexTemplate[]>> {
  const needed = neededTemplates(settings);
  const isFirst = ({ fingerprint }: IndexTemplate) => isNeededFirst(settings, fingerprint.pipeline);
  return { first: needed.filter(isFirst), later: needed.filter((template) => !isFirst(template)) };
}

/** That of one pipeline. */
export function neededTemplate(fingerprint: Fingerprint, settings: Settings): IndexTemplate {
  const {
    'object-properties': asked = [],
    'data-stream': dataStream,
    'delete-after': deleteAfter,
  } = settings;
  const storage = { dataStream, ...(deleteAfter !== undefined && { deleteAfter }) };
  const made = pipelineTemplate(fingerprint, Date.now(), asked, storage, ownFormats(settings));
  if (made.kind === 'refused') throw new LogflowError(made.problem, { exit: 2 });
  return made.template;
}

/** What `template install` and the start of `consume` found and did about one template. */
export interface TemplateOutcome {
  readonly template: IndexTemplate;
  readonly report: TemplateReport;
  readonly indices: IndicesReport;
  /** The policy that deletes its indices by age; absent when nobody asked for one. */
  readonly lifecycle?: LifecycleReport;
}

/** `state`: directory in which previous versions are kept; absent: where XDG says. */
export async function ensureTemplates(
  cluster: Cluster,
  templates: readonly IndexTemplate[],
  mode: TemplateMode,
  state?: string,
): Promise<TemplateOutcome[]> {
  const ask = listingOnce((method, path, request) => cluster.request(method, path, request));
  const save = saveBelow(state, systemClock.now);
  const outcomes: TemplateOutcome[] = [];
  for (const needed of templates) outcomes.push(await ensureNeeded(ask, needed, mode, save));
  return outcomes;
}

/** One template, and the policy that it names. `save`: keeps what is about to be replaced. */
export async function ensureNeeded(
  ask: AskCluster,
  needed: IndexTemplate,
  mode: TemplateMode,
  save: Save,
): Promise<TemplateOutcome> {
  // First, as what ILM deletes is named by the template.
  const lifecycle = needed.lifecycle && (await ensurePolicy(ask, needed.lifecycle, needed));
  const template = underPolicy(needed, lifecycle && 'api' in lifecycle ? lifecycle.api : undefined);
  const found = await readIndices(ask, template);
  // Not without a look at what was written, if a look is to be had (R9).
  const report =
    found.kind === 'failed' && found.transient
      ? found
      : await ensureTemplate(ask, template, mode, found.kind === 'read' ? found.mappings : undefined, save);
  const indices = checkIndices(found, template);
  return { template, report, indices, ...(lifecycle && { lifecycle }) };
}

/**
 * Before the first write: throws when new indices would get a wrong mapping, warns of old ones that have it.
 * Answers with a problem that another try may not meet.
 */
export async function requireTemplates(
  cluster: Cluster,
  templates: readonly IndexTemplate[],
  say: (line: string) => void,
): Promise<Problem | undefined> {
  for (const { report, indices, lifecycle } of await ensureTemplates(cluster, templates, 'consume')) {
    if (report.kind === 'failed' && report.transient) return report.problem;
    if ('problem' in report) throw new LogflowError(report.problem);
    if (report.kind === 'created') say(reportText(report).join('\n'));
    if (report.kind === 'present') for (const note of notesOf(report)) say(note);
    for (const found of [indices, lifecycle]) {
      if (found && 'problem' in found && found.problem) {
        say(`warning: ${found.problem.message}\nnext: ${found.problem.hint}`);
      }
    }
    if (lifecycle?.kind === 'created') say(lifecycleText(lifecycle).join('\n'));
  }
  return undefined;
}

/** Whether nothing is left to do about it. */
export function isSound({ report, indices, lifecycle }: TemplateOutcome): boolean {
  const all = [report, indices, ...(lifecycle ? [lifecycle] : [])];
  return !all.some((found) => 'problem' in found && found.problem);
}

/** For people: what was found, and what to do. */
export function reportText(report: TemplateReport): string[] {
  switch (report.kind) {
    case 'created':
      return [`template ${named(report.template)} created`, ...hidden(report.hides)];
    case 'updated':
      return [
        `template ${named(report.template)} updated ${report.otherFields ? 'to the fields of this run' : `from revision ${report.from}`}`,
        ...report.changes.map((change) => `  ${changeText(change)}`),
        ...(report.saved === undefined ? [] : savedText(report.saved)),
      ];
    case 'present': {
      const whose = report.ours ? '' : ' (not made by logflow, maps alike)';
      return [
        `template ${report.templates.map(named).join(' + ')} is there${whose}`,
        ...notesOf(report),
        ...hidden(report.hides),
      ];
    }
    case 'differs':
      return [
        report.problem.message,
        ...report.differences.map((difference) => `  ${differenceText(difference)}`),
        `next: ${report.problem.hint}`,
        ...hidden(report.hides),
      ];
    case 'changed':
    case 'forbidden':
    case 'failed':
      return [report.problem.message, `next: ${report.problem.hint}`];
    default:
      return never(report);
  }
}

function notesOf(report: Extract<TemplateReport, { kind: 'present' }>): string[] {
  const { templates, ours, unmarked, unmanaged, otherFields } = report;
  const title = `template ${templates.map(named).join(' + ')}`;
  const next = ours ? '; `logflow template install` adds it' : '';
  return [
    ...(unmarked
      ? [
          `note: ${title} has no fingerprint of this pipeline, so nobody will notice when its time zone, index name or ids change${next}`,
        ]
      : []),
    ...(unmanaged
      ? [`note: ${title} has no index.lifecycle.name, so its indices are not deleted by their age${next}`]
      : []),
    ...(otherFields
      ? [
          `note: ${title} was made of other fields than own-pipelines has now, and new indices get those; \`logflow template install\` brings it up to date`,
        ]
      : []),
  ];
}

function named({ api, name }: TemplateRef): string {
  return `${name} (${api})`;
}

function hidden(hides: readonly TemplateRef[]): string[] {
  if (hides.length === 0) return [];
  return [
    `note: it hides ${hides.map(named).join(', ')}, which match the same indices and now have no effect on them`,
  ];
}
