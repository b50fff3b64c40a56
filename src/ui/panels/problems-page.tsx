import { number, seconds } from '../../model/format.ts';
import type { CountedProblem } from '../../model/metrics.ts';
import { safe, wrap } from '../cells.ts';
import { Panel, type PanelProps } from '../panel.tsx';
import { type Line, span } from '../spans.ts';
import type { Theme } from '../theme.ts';
import { latest } from './problems.tsx';

/** Every problem in full, from the `first` on. */
export function ProblemsPage({ view, first, ...frame }: PanelProps & { readonly first: number }) {
  const { problems, at } = view.now;
  const lines = latest(problems)
    .slice(first)
    .flatMap((problem) => problemLines(problem, at, frame.width - 6, frame.theme));
  if (problems.length === 0) lines.push([span('none so far', 'dim')]);
  const title =
    problems.length > 1
      ? `Problems, from ${number(first + 1)} of ${number(problems.length)} on (arrows move)`
      : 'Problems';
  return <Panel title={title} lines={lines} {...frame} />;
}

export function problemLines(problem: CountedProblem, at: number, width: number, theme: Theme): Line[] {
  const { code, message, hint, count, lastSeen } = problem;
  const ago = seconds(Math.max(0, at - lastSeen) / 1000);
  const block = (text: string) => wrap(safe(text, theme), width).map((line): Line => [span(`  ${line}`)]);
  return [
    [span(`${number(count)} x `), span(safe(code, theme), 'warn'), span(`  last ${ago} ago`, 'dim')],
    ...block(message),
    ...block(`next: ${hint}`),
    [],
  ];
}
