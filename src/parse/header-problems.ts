import { headerRows } from '../failures/object-rows.ts';
import { problemOf } from '../failures/row.ts';
import type { Problem } from '../model/errors.ts';
import type { ColumnsDefinition } from './definition.ts';

/** More columns than any flow log has (about 70 are known), few enough to be no burden (R5). */
export const maxFields = 128;

export const markProblem = problemOf(headerRows.mark, 'the first line begins with a byte order mark');

export const tooManyProblem = problemOf(
  headerRows.tooMany,
  `the header line has more than ${maxFields} fields`,
);

export function reservedProblem(name: string): Problem {
  return problemOf(
    headerRows.reserved,
    `the header line names ${shown(name)}, which logflow keeps for itself`,
  );
}

export function nameProblem(name: string): Problem {
  return problemOf(
    headerRows.name,
    `the first line is neither a record nor a header: ${shown(name)} is not a field name`,
  );
}

export function duplicateProblem(target: string): Problem {
  return problemOf(headerRows.duplicate, `the header line has two fields for ${shown(target)}`);
}

export function noTimeProblem(definition: ColumnsDefinition): Problem {
  const wanted = definition.times.map(({ field }) => field).join(' or ');
  return problemOf(headerRows.noTime, `the header line names no time field (${wanted})`, { wanted });
}

/** Names come from outside: short, quoted, control characters escaped. */
function shown(name: string): string {
  return JSON.stringify(name.slice(0, 64).toWellFormed());
}
