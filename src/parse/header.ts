import type { Problem } from '../model/errors.ts';
import type { ColumnsDefinition } from './definition.ts';
import {
  duplicateProblem,
  markProblem,
  maxFields,
  nameProblem,
  noTimeProblem,
  reservedProblem,
  tooManyProblem,
} from './header-problems.ts';
import { layoutOfFirst, targetOf } from './layouts.ts';

/** One column of an object's lines. */
export interface HeaderField {
  /** As the header line has it. */
  readonly name: string;
  /** Its name in the document. */
  readonly target: string;
  /** Where no header line is: what its values must be among (`Layout`), or the line has another order. */
  readonly among?: readonly string[];
}

/** The columns of an object's lines. */
export interface Header {
  readonly kind: 'header';
  readonly fields: readonly HeaderField[];
  /** False: one of the definition's layouts; the first line is data. */
  readonly fromLine: boolean;
}

/** Of formats whose lines are not described by a line. */
export const noHeader: Header = { kind: 'header', fields: [], fromLine: false };

/** An object whose first line is neither a header that we take nor data: it cannot be read. */
export interface RefusedHeader {
  readonly kind: 'refused';
  readonly problem: Problem;
}

const strictName = /^[a-z][a-z0-9-]{0,63}$/;
/** Every record holds a digit-led value (its times), an absent one, or upper case; a line without any of them is names. */
const dataValue = /^[0-9]|^-$|[A-Z]/;
/** So many fields with names of the greatest length, and what is between them. */
export const maxHeaderBytes = maxFields * 65;
const byteOrderMark = '\uFEFF';
/** Names with a meaning of their own in a document, or in a JavaScript object (R5). */
export const reservedNames: readonly string[] = [
  '@timestamp',
  '@version',
  '_id',
  '_index',
  '_source',
  '_type',
  '__proto__',
  'constructor',
  'prototype',
  'log',
  'message',
  's3',
  'tags',
  'type',
];

/**
 * Decides by the first line, without its line end, how an object's lines are read: by the header line, or by a layout that fits.
 * Names are data from outside: strict pattern, reserved list, no duplicates, a cap on their number (R5). Unknown names pass.
 */
export function readHeader(definition: ColumnsDefinition, firstLine: Uint8Array): Header | RefusedHeader {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(firstLine);
  if (text.startsWith(byteOrderMark)) return { kind: 'refused', problem: markProblem };
  const names = text.split(definition.format.separator, maxFields + 1);
  if (names.some((name) => dataValue.test(name))) {
    return layoutOfFirst(definition, text.split(definition.format.separator));
  }
  const problem = problemOf(definition, names);
  if (problem !== undefined) return { kind: 'refused', problem };
  const fields = names.map((name) => ({ name, target: targetOf(definition, name) }));
  return { kind: 'header', fields, fromLine: true };
}

function problemOf(definition: ColumnsDefinition, names: readonly string[]): Problem | undefined {
  if (names.length > maxFields) return tooManyProblem;
  const written = new Set([...reservedNames, ...writtenBy(definition)]);
  const seen = new Set<string>();
  for (const name of names) {
    const target = targetOf(definition, name);
    if (written.has(target)) return reservedProblem(name);
    if (!strictName.test(name)) return nameProblem(name);
    if (seen.has(target)) return duplicateProblem(target);
    seen.add(target);
  }
  if (definition.times.some(({ field }) => names.includes(field))) return undefined;
  return noTimeProblem(definition);
}

/** What the pipeline itself puts into a document. */
function writtenBy(definition: ColumnsDefinition): string[] {
  return [...definition.times, ...definition.geo, ...definition.names].map(({ target }) => target);
}
