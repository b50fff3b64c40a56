import { printable } from '../../model/printable.ts';
import type { StepEffect, TracedLine } from './explanation.ts';
import type { Screen } from './paint.ts';
import { row, wrapped } from './rows.ts';

const longestValue = 60;

/** What each step did to each of the first lines. */
export function traceRows(
  traces: readonly TracedLine[],
  place: (offset: number) => string,
  screen: Screen,
): string[] {
  return traces.flatMap(({ offset, steps }, i) =>
    row(screen, `steps ${i + 1}`, [
      `of the line at ${place(offset)}: + added, ~ changed, - removed`,
      ...steps.flatMap((step) => stepLines(step, screen)),
    ]),
  );
}

function stepLines(one: StepEffect, screen: Screen): string[] {
  const head = `${one.number} ${one.step}:`;
  switch (one.effect) {
    case 'none':
      return [`${head} ${screen.paint('dim', 'nothing')}`];
    case 'left-out':
      return [`${head} ${screen.paint('warn', `left out, as ${one.as}`)}`];
    case 'malformed':
    case 'failed':
      return wrapped(screen, [head, ...`${one.effect}: ${printable(one.reason)}`.split(' ')]);
    default:
      return [head, ...changes(one).flatMap((change) => wrapped(screen, [change], '  '))];
  }
}

function changes({ added, changed, removed }: Extract<StepEffect, { effect: 'changed' }>): string[] {
  return [
    ...Object.entries(added).map(([path, value]) => `+ ${printable(path)} ${short(value)}`),
    ...Object.entries(changed).map(
      ([path, { from, to }]) => `~ ${printable(path)} ${short(from)} -> ${short(to)}`,
    ),
    ...removed.map((path) => `- ${printable(path)}`),
  ];
}

function short(value: unknown): string {
  const text = printable(JSON.stringify(value) ?? '');
  return text.length > longestValue ? `${text.slice(0, longestValue - 1).toWellFormed()}…` : text;
}
