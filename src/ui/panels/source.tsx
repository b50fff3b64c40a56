import { number } from '../../model/format.ts';
import { bar } from '../draw.ts';
import { Panel, type PanelProps } from '../panel.tsx';
import { type Line, span } from '../spans.ts';
import { objectsEnded } from '../state.ts';
import type { Theme } from '../theme.ts';
import type { View } from '../view-store.ts';

/** How far a source that knows its end has come. */
export function SourcePanel({ view, ...frame }: PanelProps) {
  return <Panel title="Source" lines={sourceLines(view, frame.width, frame.theme)} {...frame} />;
}

export function sourceLines({ now }: View, width: number, { glyphs }: Theme): Line[] {
  const ended = objectsEnded(now);
  const { expected, listing } = now;
  const all = expected ?? listing?.estimated;
  // Folders that are not listed yet can only be guessed at, and the figures say so.
  const about = expected === undefined ? 'about ' : '';
  const of = all === undefined ? '' : ` of ${about}${number(all)}`;
  const lines: Line[] = [row('objects', `${number(ended)}${of} done`)];
  if (listing) {
    const more = listing.complete ? '' : ', and still listing';
    lines.push(row('listed', `${number(listing.listed)}${more}`));
    lines.push(row('to read', `${number(listing.wanted)}${listing.complete ? '' : ' found so far'}`));
  }
  if (all) {
    const share = Math.min(1, ended / all);
    const percent = `${Math.floor(share * 100)}%`.padStart(5);
    lines.push([span(bar(share, Math.max(1, width - 8), glyphs), 'good'), span(percent)]);
  }
  return lines;
}

function row(name: string, value: string): Line {
  return [span(name.padEnd(13), 'dim'), span(value)];
}
