import { LogflowError, never, type Problem } from '../../model/errors.ts';
import type { Cluster } from '../../sink/cluster.ts';
import { definitions } from '../pipelines.ts';
import type { Settings } from '../settings/settings.ts';
import { differenceText } from './check.ts';
import { ensureTemplate, type TemplateRef, type TemplateReport } from './ensure.ts';
import { checkIndices, type IndicesReport } from './indices.ts';
import type { AskCluster } from './inspect.ts';
import { type IndexTemplate, vpcFlowTemplate } from './target.ts';

/** The templates that the configured pipelines need. Throws `LogflowError` (exit 2) for an index pattern that has none. */
function neededTemplates(settings: Settings): readonly IndexTemplate[] {
  return definitions(settings).map(({ index }) => {
    const made = vpcFlowTemplate(index, Date.now(), settings['object-properties'] ?? []);
    if (made.kind === 'refused') throw new LogflowError(made.problem, { exit: 2 });
    return made.template;
  });
}

/** What `template install` and the start of `consume` found and did about one template. */
export interface TemplateOutcome {
  readonly template: IndexTemplate;
  readonly report: TemplateReport;
  readonly indices: IndicesReport;
}

export async function ensureTemplates(
  cluster: Cluster,
  settings: Settings,
  mode: 'consume' | 'install',
): Promise<TemplateOutcome[]> {
  const ask: AskCluster = (method, path, request) => cluster.request(method, path, request);
  const outcomes: TemplateOutcome[] = [];
  for (const template of neededTemplates(settings)) {
    const report = await ensureTemplate(ask, template, mode);
    outcomes.push({ template, report, indices: await checkIndices(ask, template) });
  }
  return outcomes;
}

/**
 * Before the first write: throws when new indices would get a wrong mapping, warns of old ones that have it.
 * Answers with a problem that another try may not meet.
 */
export async function requireTemplates(
  cluster: Cluster,
  settings: Settings,
  say: (line: string) => void,
): Promise<Problem | undefined> {
  for (const { report, indices } of await ensureTemplates(cluster, settings, 'consume')) {
    if (report.kind === 'failed' && report.transient) return report.problem;
    if ('problem' in report) throw new LogflowError(report.problem);
    if (report.kind === 'created') say(reportText(report).join('\n'));
    if ('problem' in indices && indices.problem) {
      say(`warning: ${indices.problem.message}\nnext: ${indices.problem.hint}`);
    }
  }
  return undefined;
}

/** Whether nothing is left to do about it. */
export function isSound({ report, indices }: TemplateOutcome): boolean {
  return !('problem' in report) && !('problem' in indices && indices.problem);
}

/** For people: what was found, and what to do. */
export function reportText(report: TemplateReport): string[] {
  switch (report.kind) {
    case 'created':
      return [`template ${named(report.template)} created`, ...hidden(report.hides)];
    case 'updated':
      return [`template ${named(report.template)} updated from revision ${report.from}`];
    case 'present': {
      const whose = report.ours ? '' : ' (not made by logflow, maps alike)';
      return [
        `template ${report.templates.map(named).join(' + ')} is there${whose}`,
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
    case 'forbidden':
    case 'failed':
      return [report.problem.message, `next: ${report.problem.hint}`];
    default:
      return never(report);
  }
}

function named({ api, name }: TemplateRef): string {
  return `${name} (${api})`;
}

function hidden(hides: readonly TemplateRef[]): string[] {
  if (hides.length === 0) return [];
  return [
    `note: it hides ${hides.map(named).join(', ')}, which match the same indices and now have no effect`,
  ];
}
