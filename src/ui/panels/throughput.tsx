import { bytes, number, seconds } from '../../model/format.ts';
import { padLeft } from '../cells.ts';
import { sparkline } from '../draw.ts';
import { secondsLeft } from '../estimate.ts';
import { Panel, type PanelProps } from '../panel.tsx';
import { type Line, span } from '../spans.ts';
import type { Theme } from '../theme.ts';
import type { View } from '../view-store.ts';

const figure = 11;

/** How fast it goes, and how far behind it is. */
export function ThroughputPanel({ view, ...frame }: PanelProps) {
  return <Panel title="Throughput" lines={throughputLines(view, frame.width, frame.theme)} {...frame} />;
}

export function throughputLines(view: View, width: number, { glyphs }: Theme): Line[] {
  const { now, history, info } = view;
  const line = (values: readonly number[]) =>
    span(`  ${sparkline(values, Math.max(0, width - figure - 17), glyphs)}`, 'good');
  const lag = (now.at - now.newestEvent) / 1000;
  const left = secondsLeft(now, history, info);
  const { failed, unreadable } = now.objects;
  const bad = failed + unreadable;
  const guessed = left !== undefined && now.expected === undefined && now.listing?.estimated !== undefined;
  return [
    row('documents/s', number(history.rate('documents')), [line(history.rates('documents'))]),
    row('data/s', bytes(Math.round(history.rate('bytes'))), [line(history.rates('bytes'))]),
    row('objects', number(now.objects.delivered), [
      bad > 0 ? span(`  ${number(bad)} FAILED`, 'bad') : span('  delivered', 'dim'),
    ]),
    row('lag', now.newestEvent === 0 ? '?' : seconds(Math.abs(lag)), [
      lag < 0 ? span('  AHEAD of now', 'warn') : span('  newest event', 'dim'),
    ]),
    row(info.finite ? 'left' : 'empty in', left === undefined ? '?' : seconds(left), [
      span(guessed ? '  a rough guess' : '  at this pace', 'dim'),
    ]),
  ];
}

function row(name: string, value: string, rest: Line): Line {
  return [span(name.padEnd(13), 'dim'), span(padLeft(value, figure)), ...rest];
}
