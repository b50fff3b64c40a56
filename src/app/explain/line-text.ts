import type { MalformedLine } from '../../model/bulk.ts';
import { number, plural } from '../../model/format.ts';
import type { Explanation } from './explanation.ts';
import type { Screen } from './paint.ts';
import { roomOf, row } from './rows.ts';

const shownIndices = 10;

/** What becomes of the lines: counts, what is left out and why, and where documents go. */
export function lineRows(explanation: Explanation, screen: Screen): string[] {
  const { header, lines, filtered, malformed, indices, newest, bytes, complete } = explanation;
  const place = placeText(explanation);
  const status = header?.keep?.field ?? '';
  const part = complete ? '' : ', of the part that was read';
  if (!complete && bytes.fetched === 0) return [];
  return [
    ...row(screen, 'lines', [`${number(lines.read)} read${part}`, sumText(lines)]),
    ...filtered.flatMap(({ kind, count, example }) =>
      row(screen, 'filtered', [
        `${plural(count, 'line')}${status === '' ? `, as ${kind}` : ` whose ${status} is ${kind}`}`,
        ...(example ? sampleLines(example, `as at ${place(example.offset)}`, screen) : []),
      ]),
    ),
    ...(lines.malformed > 0
      ? row(screen, 'malformed', [
          plural(lines.malformed, 'line'),
          ...malformed.flatMap((sample) =>
            sampleLines(sample, `at ${place(sample.offset)}: ${sample.reason}`, screen),
          ),
        ])
      : []),
    ...row(screen, 'index', indexLines(indices)),
    ...row(screen, 'newest', newest ? [newest] : []),
  ];
}

/** `byte 1,234`, or `row 12`. */
export function placeText({ rows }: Explanation): (offset: number) => string {
  return (offset) => `${rows ? 'row' : 'byte'} ${number(offset)}`;
}

/** `2 documents, 1 filtered, 1 malformed`: they make up what was read. */
function sumText({ documents, filtered, malformed }: Explanation['lines']): string {
  return [
    plural(documents, 'document'),
    ...(filtered > 0 ? [`${number(filtered)} filtered`] : []),
    ...(malformed > 0 ? [`${number(malformed)} malformed`] : []),
  ].join(', ');
}

function sampleLines({ text }: MalformedLine, heading: string, screen: Screen): string[] {
  const room = roomOf(screen) - 2;
  return [heading, `  ${text.length > room ? `${text.slice(0, room - 1).toWellFormed()}…` : text}`];
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
