import { number } from '../../model/format.ts';
import type { CountedProblem } from '../../model/metrics.ts';
import { safe } from '../cells.ts';
import { Panel, type PanelProps } from '../panel.tsx';
import { type Line, span } from '../spans.ts';
import type { Theme } from '../theme.ts';

/** The latest problems, each once. */
export function ProblemsPanel({ view, ...frame }: PanelProps) {
  const problems = latest(view.now.problems);
  const lines = problems.slice(0, frame.rows - 1).map((problem) => problemLine(problem, frame.theme));
  const more = problems.length - lines.length;
  const title = more > 0 ? `Problems (${number(more)} more: press e)` : 'Problems';
  if (lines.length === 0) lines.push([span('none so far', 'dim')]);
  return <Panel title={title} lines={lines} {...frame} />;
}

/** Those met last stand first. */
export function latest(problems: readonly CountedProblem[]): readonly CountedProblem[] {
  return problems.toSorted((a, b) => b.lastSeen - a.lastSeen);
}

function problemLine({ code, message, count }: CountedProblem, theme: Theme): Line {
  return [span(`${number(count)} x `), span(safe(code, theme), 'warn'), span(` ${safe(message, theme)}`)];
}
