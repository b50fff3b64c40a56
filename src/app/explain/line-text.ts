import type { MalformedLine } from '../../model/bulk.ts';
import { number, plural } from '../format.ts';
import { printable } from '../printable.ts';
import type { Explanation } from './explanation.ts';
import type { Screen } from './paint.ts';
import { roomOf, row } from './rows.ts';

const shownIndices = 10;

/** What becomes of the lines: counts, what is left out and why, and where documents go. */
export function lineRows(explanation: Explanation, screen: Screen): string[] {
  const { header, lines, filtered, malformed, indices, newest, bytes, complete } = explanation;
  const status = header?.keep?.field ?? '';
  const part = complete ? '' : ', of the part that was read';
  if (!complete && bytes.fetched === 0) return [];
  return [
    ...row(screen, 'lines', [
      `${number(lines.read)} read${part}`,
      `${number(lines.documents)} become documents`,
    ]),
    ...filtered.flatMap(({ kind, count, example }) =>
      row(screen, 'filtered', [
        `${plural(count, 'line')} whose ${status} is ${printable(kind)}`,
        ...(example ? sampleLines(example, `as at byte ${number(example.offset)}`, screen) : []),
      ]),
    ),
    ...(lines.malformed > 0
      ? row(screen, 'malformed', [
          plural(lines.malformed, 'line'),
          ...malformed.flatMap((sample) =>
            sampleLines(sample, `at byte ${number(sample.offset)}: ${sample.reason}`, screen),
          ),
        ])
      : []),
    ...row(screen, 'index', indexLines(indices)),
    ...row(screen, 'newest', newest ? [newest] : []),
  ];
}

function sampleLines({ text }: MalformedLine, heading: string, screen: Screen): string[] {
  return [printable(heading), `  ${printableCut(text, roomOf(screen) - 2)}`];
}

/** At most so many characters, an escape whole or not at all. */
function printableCut(text: string, room: number): string {
  let cut = '';
  for (const character of text) {
    const next = cut + printable(character);
    if (next.length >= room) return `${cut}…`;
    cut = next;
  }
  return cut;
}

function indexLines(indices: Explanation['indices']): string[] {
  const more = indices.length - shownIndices;
  return [
    ...indices
      .slice(0, shownIndices)
      .map(({ index, documents }) => `${index}: ${plural(documents, 'document')}`),
    ...(more > 0 ? [`and ${number(more)} more`] : []),
  ];
}
