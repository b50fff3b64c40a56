import { type LogflowError, type Problem, plainProblem } from '../../model/errors.ts';
import { number, plural } from '../../model/format.ts';
import { printable } from '../../model/printable.ts';
import type { GivenBack } from '../../source/holding.ts';
import type { Result } from '../result.ts';
import type { DrawEnd } from './draw.ts';
import type { Groups } from './groups.ts';
import { groupsText } from './groups-text.ts';
import { emptyText } from './list.ts';
import type { MoveCounts } from './mover.ts';
import type { DlqOptions } from './options.ts';
import { type DlqQueues, depthJson } from './queues.ts';

/** What a redrive did, before what it held was given back. */
export interface Redriven {
  readonly queues: DlqQueues;
  readonly end: DrawEnd | 'failed';
  readonly received: number;
  readonly selected: number;
  readonly left: { readonly notSelected: number; readonly otherQueue: number; readonly later: number };
  /** What would go: of a dry run alone. */
  readonly groups: Groups;
  readonly counts: MoveCounts;
  readonly problem: Problem | undefined;
  readonly error: LogflowError | undefined;
}

/** How a redrive ended, for people and for programs. */
export function redriveResult(done: Redriven, givenBack: GivenBack, options: DlqOptions): Result {
  const { queues, end, received, selected, left, groups, problem, error } = done;
  const { deleted } = givenBack;
  // What could be deleted after all was moved.
  const counts = {
    moved: done.counts.moved + deleted,
    twice: done.counts.twice - deleted,
    notSent: done.counts.notSent,
  };
  const missing = options.selection.messageIds.size > selected && end === 'empty';
  const ok =
    counts.twice + counts.notSent + givenBack.hidden === 0 && !missing && !error && end !== 'stopped';
  const common = { type: 'redrive', ok, dryRun: options.dryRun, queues: depthJson(queues), end };
  const json = {
    ...common,
    messages: { received, selected, ...counts, left, givenBack },
    ...(options.dryRun && { groups: groups.sorted }),
    ...(problem && { problem }),
    ...(error && { error: plainProblem(error) }),
  };
  const text = options.dryRun ? dryRunText(done) : doneText(done, counts);
  return { ok, json, text: `${text.join('\n')}\n`, ...(error && { error }) };
}

function dryRunText({ queues, received, selected, left, groups }: Redriven): string[] {
  if (received === 0) return [emptyText(queues.deadLetters)];
  return [
    `would move ${number(selected)} of ${plural(received, 'message')} from ${queues.deadLetters.name} to ${queues.source?.name}; nothing was moved`,
    ...leftText(left),
    '',
    ...groupsText(groups.sorted),
  ];
}

function doneText({ queues, end, received, left, problem }: Redriven, counts: MoveCounts): string[] {
  if (received === 0 && end === 'empty') return [emptyText(queues.deadLetters)];
  const stopped = end === 'stopped' ? ', then stopped' : '';
  return [
    `moved ${number(counts.moved)} of ${plural(received, 'message')} received from ${queues.deadLetters.name} to ${queues.source?.name}${stopped}`,
    ...leftText(left),
    ...(counts.twice > 0
      ? [`  ${number(counts.twice)} sent and not deleted: in both queues, which doubles no document (ids)`]
      : []),
    ...(counts.notSent > 0
      ? [`  ${number(counts.notSent)} not sent: still in ${queues.deadLetters.name}`]
      : []),
    ...(end === 'full' ? ['  as many as may be held were looked at: run it again for the rest'] : []),
    ...(problem ? [`  ${problem.code}: ${printable(problem.message)}`, `  next: ${problem.hint}`] : []),
  ];
}

function leftText({ notSelected, otherQueue, later }: Redriven['left']): string[] {
  return [
    ...(notSelected > 0 ? [`  ${number(notSelected)} left: not what was asked for`] : []),
    ...(otherQueue > 0 ? [`  ${number(otherQueue)} left: they came from another queue`] : []),
    ...(later > 0 ? [`  ${number(later)} left: sent after this run had begun; run it again for them`] : []),
  ];
}
