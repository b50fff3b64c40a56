import { filteredTotal } from '../../model/books.ts';
import { number } from '../../model/format.ts';
import { padLeft, safe } from '../cells.ts';
import { Panel, type PanelProps } from '../panel.tsx';
import { type Line, span } from '../spans.ts';
import type { Theme } from '../theme.ts';
import type { View } from '../view-store.ts';

const figure = 12;

/** What became of every line so far. */
export function BooksPanel({ view, ...frame }: PanelProps) {
  return <Panel title="Books" lines={booksLines(view, frame.theme)} {...frame} />;
}

export function booksLines({ now }: View, theme: Theme): Line[] {
  const { read, indexed, duplicate, filtered, rejected, malformed } = now.books;
  const kinds = Object.entries(filtered).map(([kind, count]) => `${number(count)} ${kind}`);
  return [
    row('lines read', read, []),
    row('indexed', indexed, [span('  duplicate ', 'dim'), span(number(duplicate))]),
    row('filtered', filteredTotal(now.books), [span(`  ${safe(kinds.join(', '), theme)}`, 'dim')]),
    row('rejected', rejected, [
      span('  malformed ', 'dim'),
      span(number(malformed), malformed > 0 ? 'warn' : undefined),
    ]),
  ];
}

function row(name: string, value: number, rest: Line): Line {
  const tone = name === 'rejected' && value > 0 ? 'bad' : undefined;
  return [span(name.padEnd(11), 'dim'), span(padLeft(number(value), figure), tone), ...rest];
}
