import { LogflowError, type Problem } from '../../model/errors.ts';
import type { Cluster } from '../../sink/cluster.ts';
import type { Settings } from '../settings/settings.ts';
import { changedProblem } from './change-problem.ts';
import { changedReport } from './ensure.ts';
import { historyOf } from './history.ts';
import { readIndices } from './indices.ts';
import { type AskCluster, inspectTemplates } from './inspect.ts';
import type { RefusedAnswer } from './problems.ts';
import { neededTemplates } from './templates.ts';

/**
 * Before the first write of a run that leaves templates alone (`--no-template`): throws `LF_PIPELINE_CHANGED` when what
 * can be read was written with another fingerprint (R9). What cannot be read is no reason to stop, and is said.
 * Answers with a problem that another try may not meet.
 */
export async function requireFingerprints(
  cluster: Cluster,
  settings: Settings,
  say: (line: string) => void,
): Promise<Problem | undefined> {
  const ask: AskCluster = (method, path, request) => cluster.request(method, path, request);
  for (const template of neededTemplates(settings)) {
    const inspection = await inspectTemplates(ask, template);
    const found = await readIndices(ask, template);
    const unread = [inspection, found].filter(isRefused);
    const later = unread.find((answer) => answer.kind === 'failed' && answer.transient);
    if (later) return later.problem;
    const history = historyOf(
      template.fingerprint,
      inspection.kind === 'inspected' ? inspection : undefined,
      found.kind === 'read' ? found.mappings : undefined,
    );
    if (history.kind === 'changed') {
      const { problem } =
        inspection.kind === 'inspected'
          ? changedReport(inspection, template, history)
          : { problem: changedProblem(history, template, undefined) };
      throw new LogflowError(problem);
    }
    for (const { problem } of unread) {
      say(
        `note: what was written before could not be compared in full, so a changed time zone, index name or kind of id may go unnoticed: ${problem.message}`,
      );
    }
  }
  return undefined;
}

function isRefused<T extends { readonly kind: string }>(answer: T | RefusedAnswer): answer is RefusedAnswer {
  return 'problem' in answer;
}
