import { bytes, number, seconds } from '../../model/format.ts';
import type { ObjectProgress } from '../../model/metrics.ts';
import { clipStart, padLeft, safe } from '../cells.ts';
import { bar } from '../draw.ts';
import { Panel, type PanelProps } from '../panel.tsx';
import { type Line, span } from '../spans.ts';
import type { Theme } from '../theme.ts';

const barWidth = 12;

/** What is being read, each with how far it is; those that take longest stand first. */
export function ObjectsPanel({ view, ...frame }: PanelProps) {
  const { inFlight, underWay, at } = view.now;
  const { readers, readersLimit, readersMost, objects } = inFlight;
  const title = `Objects ${number(objects)} under way, ${number(readers)} being read (limit ${number(readersLimit)} of ${number(readersMost)})`;
  const room = frame.rows - 1;
  const lines = underWay.slice(0, room).map((object) => objectLine(object, at, frame.width, frame.theme));
  if (lines.length === 0) lines.push([span('none', 'dim')]);
  return <Panel title={title} lines={lines} {...frame} />;
}

export function objectLine(object: ObjectProgress, at: number, width: number, theme: Theme): Line {
  const { uri, size, fetched, read, startedAt } = object;
  const share = size === undefined ? undefined : Math.min(1, fetched / size);
  const drawn = share === undefined ? ' '.repeat(barWidth) : bar(share, barWidth, theme.glyphs);
  const percent = share === undefined ? '' : `${Math.floor(share * 100)}%`;
  const figures = `${padLeft(percent, 5)} ${padLeft(bytes(size ?? fetched), 9)} ${padLeft(seconds((at - startedAt) / 1000), 10)} `;
  // Read to its end it waits for the cluster, and that is worth a word.
  const what = read ? 'sending  ' : 'reading  ';
  const room = width - 2 - barWidth - figures.length - what.length - 1;
  return [
    span(drawn, 'good'),
    span(figures),
    span(what, 'dim'),
    span(clipStart(safe(uri, theme), Math.max(0, room), theme)),
  ];
}
