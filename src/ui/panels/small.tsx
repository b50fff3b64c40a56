import { bytes, number } from '../../model/format.ts';
import { safe } from '../cells.ts';
import type { PanelProps } from '../panel.tsx';
import { Rows } from '../row.tsx';
import type { Size } from '../size.ts';
import { smallest } from '../size.ts';
import { type Line, span } from '../spans.ts';
import { stateOf } from '../state.ts';
import type { View } from '../view-store.ts';
import { latest } from './problems.tsx';

/** A terminal without room for panels still tells how it goes. */
export function Small({ view, width, rows, theme, size }: PanelProps & { readonly size: Size }) {
  const lines = smallLines(view, size).slice(0, rows);
  const safeLines = lines.map((line) => line.map((piece) => ({ ...piece, text: safe(piece.text, theme) })));
  return <Rows lines={safeLines} width={width} theme={theme} />;
}

function smallLines({ now, info, history }: View, { columns, rows }: Size): Line[] {
  const { word, tone, detail } = stateOf(now);
  const [problem] = latest(now.problems);
  const { queue, inFlight } = now;
  return [
    [span(word, tone), span(` logflow ${info.command}`)],
    [span(`${number(history.rate('documents'))} documents/s, ${bytes(Math.round(history.rate('bytes')))}/s`)],
    queue
      ? [span(`waiting ${number(queue.visible + queue.delayed)}, under way ${number(inFlight.objects)}`)]
      : [span(`under way ${number(inFlight.objects)}`)],
    problem ? [span(`${number(problem.count)} x ${problem.code}`, 'warn')] : [span('no problems')],
    [span(`${columns}x${rows} is too small for panels: ${smallest.columns}x${smallest.rows}`, 'dim')],
    [span(detail, tone)],
    [span('p pause  q leave')],
  ];
}
