import { type Problem, plainProblem } from '../../model/errors.ts';
import type { Result } from '../result.ts';
import type { Applied } from './apply.ts';
import type { Names } from './names.ts';
import type { SetupOptions } from './options.ts';
import type { Step, Task } from './part.ts';
import { isTask } from './plan.ts';
import { countText, planText, stepName } from './plan-text.ts';

export interface Report {
  readonly names: Names;
  readonly project: string;
  readonly options: SetupOptions;
  readonly steps: readonly Step[];
}

/** What a run of `setup` has to tell. `applied`: undefined when nothing was tried. */
export function setupResult(report: Report, applied: Applied | undefined): Result {
  const { steps, names, project, options } = report;
  const problem = applied?.problem ?? refusal(steps);
  const ok = applied ? !applied.failed && applied.left.length === 0 : !problem && !steps.some(isTask);
  const { account, region, partition } = names;
  return {
    ok,
    json: {
      type: 'setup',
      ok,
      destroy: options.destroy,
      project,
      place: { account, region, partition },
      plan: steps.map(stepJson),
      applied: (applied?.done ?? []).map(brief),
      ...(applied?.failed && { failed: brief(applied.failed) }),
      left: (applied ? applied.left : steps.filter(isTask)).map(brief),
      ...(problem && { error: plainProblem(problem) }),
    },
    text: applied ? appliedText(applied, report) : `${placeText(report)}${notAppliedText(report)}`,
    ...(problem && applied && { error: problem }),
  };
}

/** All that is refused is in the plan; a machine hears the first. */
function refusal(steps: readonly Step[]): Problem | undefined {
  return steps.flatMap((step) => (step.kind === 'refuse' ? [step.problem] : []))[0];
}

function stepJson(step: Step): object {
  const { kind, part, what, name } = step;
  const note = 'note' in step && step.note !== undefined ? { note: step.note } : {};
  if (step.kind === 'refuse') return { kind, part, what, name, problem: plainProblem(step.problem) };
  return { kind, part, what, name, ...(isTask(step) && { fields: step.fields }), ...note };
}

function brief({ kind, part, what, name }: Task): object {
  return { kind, part, what, name };
}

/** Where a plan is for: what the credentials at hand lead to need not be what somebody had in mind. */
export function placeText({ names: { account, region }, project }: Report): string {
  return `project ${project}, account ${account}, region ${region}\n\n`;
}

function notAppliedText({ steps, options }: Report): string {
  const counts = `${planText(steps)}${steps.length > 0 ? '\n' : ''}${countText(steps, options.destroy)}\n`;
  if (refusal(steps)) return `${counts}nothing was changed: mend what is refused first\n`;
  if (!steps.some(isTask)) return counts;
  return `${counts}nothing was changed; next: ${command(options)}\n`;
}

function appliedText({ done, failed, left }: Applied, { options, names }: Report): string {
  const rest = failed ? [failed, ...left] : left;
  if (rest.length === 0) {
    const next = options.destroy ? '' : `next: \`logflow consume --queue ${names.queue}\`\n`;
    return `done: ${done.length} of ${done.length}\n${next}`;
  }
  const all = done.length + rest.length;
  const lines = [
    `done: ${done.length} of ${all}`,
    ...done.map((task) => `  ${task.kind} ${stepName(task)}`),
    ...(failed ? [`not known to be done: ${failed.kind} ${stepName(failed)}`] : []),
    ...(left.length > 0 ? ['left:', ...left.map((task) => `  ${task.kind} ${stepName(task)}`)] : []),
    `next: ${command(options)} goes on from here; what is done is not done twice`,
  ];
  return `${lines.join('\n')}\n`;
}

function command({ only, destroy }: SetupOptions): string {
  const flags = [
    ...(destroy ? ['--destroy'] : []),
    ...(only.size > 0 ? ['--only', [...only].join(',')] : []),
  ];
  return `\`${['logflow setup', ...flags].join(' ')}\``;
}
