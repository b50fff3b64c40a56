import { number } from '../../model/format.ts';
import { bar } from '../draw.ts';
import { Panel, type PanelProps } from '../panel.tsx';
import { type Line, span } from '../spans.ts';
import type { Theme } from '../theme.ts';
import type { View } from '../view-store.ts';

/** How far a source that knows its end has come. */
export function SourcePanel({ view, ...frame }: PanelProps) {
  return <Panel title="Source" lines={sourceLines(view, frame.width, frame.theme)} {...frame} />;
}

export function sourceLines({ now }: View, width: number, { glyphs }: Theme): Line[] {
  const { delivered, missing, unreadable, failed, aborted } = now.objects;
  const ended = delivered + missing + unreadable + failed + aborted;
  const { expected, listing } = now;
  const of = expected === undefined ? '' : ` of ${number(expected)}`;
  const lines: Line[] = [[span('objects      ', 'dim'), span(`${number(ended)}${of} done`)]];
  if (listing) {
    const more = listing.complete ? '' : ' so far';
    lines.push([span('listed       ', 'dim'), span(`${number(listing.listed)}${more}`)]);
    lines.push([span('to read      ', 'dim'), span(number(listing.wanted))]);
  }
  if (expected) {
    const share = ended / expected;
    const percent = `${Math.floor(share * 100)}%`.padStart(5);
    lines.push([span(bar(share, Math.max(1, width - 8), glyphs), 'good'), span(percent)]);
  }
  return lines;
}
