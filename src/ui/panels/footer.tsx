import type { RunPhase } from '../../model/metrics.ts';
import type { Page } from '../page.ts';
import type { PanelFrame } from '../panel.tsx';
import { Row } from '../row.tsx';
import { type Line, span } from '../spans.ts';

/** The keys that do something now. */
export function Footer({
  phase,
  page,
  width,
  theme,
}: Omit<PanelFrame, 'rows'> & { readonly phase: RunPhase; readonly page: Page }) {
  return <Row line={footerLine(phase, page)} width={width} theme={theme} />;
}

export function footerLine(phase: RunPhase, page: Page): Line {
  const stopping = phase === 'finishing' || phase === 'leaving';
  const keys: [string, string][] = [
    ...(stopping ? [] : ([['p', phase === 'paused' ? 'go on' : 'pause']] as [string, string][])),
    ['+ -', 'concurrency'],
    ['e', page === 'problems' ? 'back' : 'problems'],
    ['?', page === 'help' ? 'back' : 'help'],
    ['q', stopping ? 'leave at once' : 'finish and leave'],
  ];
  return keys.flatMap(([key, what]) => [span(` ${key}`, 'title'), span(` ${what}  `)]);
}
