import { LogflowError, type Problem } from '../../model/errors.ts';
import type { Cluster } from '../../sink/cluster.ts';
import { changedProblem } from './change-problem.ts';
import { changedReport } from './ensure.ts';
import { historyOf } from './history.ts';
import { type IndexMappings, readIndices } from './indices.ts';
import { type Inspection, inspectTemplates, listingOnce } from './inspect.ts';
import type { RefusedAnswer } from './problems.ts';
import { missingStream, streamProblem } from './streams.ts';
import type { IndexTemplate } from './target.ts';

/**
 * Before the first write of a run that leaves templates alone (`--no-template`): throws `LF_PIPELINE_CHANGED` when what
 * can be read was written with another fingerprint (R9). What cannot be read is no reason to stop, and is said.
 * Answers with a problem that another try may not meet.
 */
export async function requireFingerprints(
  cluster: Cluster,
  templates: readonly IndexTemplate[],
  say: (line: string) => void,
): Promise<Problem | undefined> {
  const ask = listingOnce((method, path, request) => cluster.request(method, path, request));
  for (const template of templates) {
    const inspection = await inspectTemplates(ask, template);
    const found = await readIndices(ask, template);
    const unread = [inspection, found].filter(isRefused);
    const later = unread.find((answer) => answer.kind === 'failed' && answer.transient);
    if (later) return later.problem;
    const changed = changeProblem(template, inspection, found);
    if (changed) throw new LogflowError(changed);
    if (inspection.kind === 'inspected') {
      const indices = found.kind === 'read' ? found.mappings : undefined;
      const hindrance = await streamProblem(ask, template, inspection, indices);
      if (hindrance?.kind === 'failed' && hindrance.transient) return hindrance.problem;
      const problem = hindrance?.problem ?? missingStream(template, inspection, indices);
      if (problem) throw new LogflowError(problem);
    }
    for (const { problem } of unread) {
      say(
        `note: what was written before could not be compared in full, so a changed time zone, index name or kind of id may go unnoticed: ${problem.message}`,
      );
    }
  }
  return undefined;
}

/** `LF_PIPELINE_CHANGED`, if what could be read was written with another fingerprint. */
export function changeProblem(
  template: IndexTemplate,
  inspection: Inspection | RefusedAnswer,
  found: IndexMappings,
): Problem | undefined {
  const templates = inspection.kind === 'inspected' ? inspection : undefined;
  const indices = found.kind === 'read' ? found.mappings : undefined;
  const history = historyOf(template.fingerprint, templates, indices);
  if (history.kind !== 'changed') return undefined;
  return templates
    ? changedReport(templates, template, history).problem
    : changedProblem(history, template, undefined);
}

function isRefused<T extends { readonly kind: string }>(answer: T | RefusedAnswer): answer is RefusedAnswer {
  return 'problem' in answer;
}
