import type { OwnDefinition } from '../definition.ts';
import { type Header, noHeader, type RefusedHeader } from '../header.ts';
import { duplicateProblem, markProblem, maxFields, nameProblem, tooManyProblem } from '../header-problems.ts';
import { cutCsv } from './csv.ts';
import { isPath } from './tree.ts';

const control = /\p{Cc}/u;

/** The columns that the first line of an object names, where the pipeline does not (R5). */
export function ownHeader({ parser }: OwnDefinition, firstLine: Uint8Array): Header | RefusedHeader {
  if (parser.kind !== 'csv' || parser.columns) return noHeader;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(firstLine);
  if (text.startsWith('\uFEFF')) return { kind: 'refused', problem: markProblem };
  const names = cutCsv(text, parser);
  if (typeof names === 'string') return { kind: 'refused', problem: nameProblem(text) };
  if (names.length > maxFields) return { kind: 'refused', problem: tooManyProblem };
  for (const [i, name] of names.entries()) {
    if (!isPath(name) || control.test(name)) return { kind: 'refused', problem: nameProblem(name) };
    if (names.indexOf(name) !== i) return { kind: 'refused', problem: duplicateProblem(name) };
  }
  return { kind: 'header', fields: names.map((name) => ({ name, target: name })), fromLine: true };
}

/** Whether a line is the one that names the columns, as where files were put one behind the other. */
export function namesColumns(
  { parser }: OwnDefinition,
  { fields, fromLine }: Header,
): (text: string) => boolean {
  if (!fromLine || parser.kind !== 'csv') return () => false;
  const [first] = fields;
  const begins = first?.name ?? '';
  const all = JSON.stringify(fields.map(({ name }) => name));
  return (text) =>
    (text.startsWith(begins) || text.startsWith(parser.quote + begins)) &&
    JSON.stringify(cutCsv(text, parser)) === all;
}
