import type { PartResult, Ratio, Row } from './results.ts';

type Cell = [heading: string, show: (row: Row) => string];

const round = (value: number | undefined) =>
  value === undefined ? '' : value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 });
const fixed = (value: number | undefined, digits: number) => value?.toFixed(digits) ?? '';

const columns: readonly Cell[] = [
  ['part', (row) => row.part],
  ['', (row) => row.what],
  ['lines or docs / CPU s', (row) => round(row.perCpuSecond)],
  ['objects / CPU s', (row) => round(row.objectsPerCpuSecond)],
  ['MB / CPU s', (row) => fixed(row.megabytesPerCpuSecond, 1)],
  ['docs / s', (row) => round(row.perSecond)],
  ['CPU s', (row) => fixed(row.cpuSeconds, 2)],
  ['s', (row) => fixed(row.seconds, 1)],
  ['peak MiB', (row) => round(row.peakMiB)],
];

/** All that was measured, as Markdown. */
export function table(machine: string, parts: readonly PartResult[], ratios: readonly Ratio[]): string {
  const rows = parts.flatMap((part) => part.rows);
  const used = columns.filter(([, show]) => rows.some((row) => show(row) !== ''));
  return [
    machine,
    ...parts.map(({ rows: [row], input }) => `${row?.part}: ${input}`),
    '',
    ...grid([used.map(([heading]) => heading), ...rows.map((row) => used.map(([, show]) => show(row)))]),
    '',
    ...grid([
      ['ratio', 'is', 'wanted'],
      ...ratios.map(({ what, is, wanted }) => [what, is >= 100 ? round(is) : fixed(is, 2), wanted]),
    ]),
    '',
    ...parts.flatMap(({ notes }) => notes.map((note) => `note: ${note}`)),
    '',
  ].join('\n');
}

function grid([head = [], ...body]: string[][]): string[] {
  const widths = head.map((_, i) => Math.max(...[head, ...body].map((cells) => cells[i]?.length ?? 0)));
  const line = (cells: string[]) =>
    `| ${cells.map((cell, i) => (isText(cell) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}

function isText(cell: string): boolean {
  return !/^[\d.,]+$/.test(cell);
}
