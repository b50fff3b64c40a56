import { safe } from '../cells.ts';
import { clockTime } from '../clock-time.ts';
import type { PanelFrame } from '../panel.tsx';
import { Rows } from '../row.tsx';
import { span, spread } from '../spans.ts';
import { stateOf } from '../state.ts';
import type { View } from '../view-store.ts';

/** Two rows: what runs and how it is, and why. */
export function Header({ view, width, theme }: Omit<PanelFrame, 'rows'> & { readonly view: View }) {
  const { now, info } = view;
  const { word, tone, detail } = stateOf(now);
  const what = [
    span(` logflow ${info.command}`, 'title'),
    span(safe(`  ${info.from} `, theme)),
    span(`${theme.glyphs.arrow} `, 'dim'),
    span(safe(info.to, theme)),
  ];
  const state = [span(` ${word} `, tone), span(` ${clockTime((now.at - now.startedAt) / 1000)} `)];
  const lines = [spread(what, state, width, theme), [span(` ${safe(detail, theme)}`, tone)]];
  return <Rows lines={lines} width={width} theme={theme} />;
}
