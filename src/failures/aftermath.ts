import { never, type Problem } from '../model/errors.ts';
import type { Aftermath } from '../model/failure.ts';
import { itemRows, passingRows } from './item-rows.ts';
import { objectRows } from './object-rows.ts';
import {
  documentRefusedRow,
  mostRejectedRow,
  requestRows,
  tooLargeAloneRow,
  unansweredRows,
} from './request-rows.ts';
import type { Action, Row } from './row.ts';
import { s3Rows } from './s3-rows.ts';

/** Every row that may be the end of an object. */
export const rowsOfObjects: readonly (Row & { readonly action: Action })[] = [
  ...s3Rows,
  ...objectRows,
  ...passingRows,
  ...requestRows,
  ...Object.values(unansweredRows),
  ...itemRows,
  mostRejectedRow,
  tooLargeAloneRow,
  documentRefusedRow,
];

const known = new Map(
  rowsOfObjects.flatMap(({ code, action }) => {
    const aftermath = aftermathOfAction(action);
    return aftermath ? [[code as string, aftermath] as const] : [];
  }),
);

/**
 * What becomes of the message of an object that ended with this problem. A code that the table does not know is held
 * back: the message is kept, and does not spin.
 */
export function aftermathOf({ code }: Pick<Problem, 'code'>): Aftermath {
  return known.get(code) ?? 'quarantine';
}

/** Undefined: the message is not kept for it. */
export function aftermathOfAction(action: Action): Aftermath | undefined {
  switch (action.kind) {
    case 'release':
    case 'quarantine':
      return action.kind;
    case 'retry':
      // What goes on elsewhere ends in another row. The others were tried until it was enough: the object is not at fault.
      return action.how === 'elsewhere' ? undefined : 'release';
    case 'stop':
      return 'release';
    case 'settle':
      // Without a store for rejects their object has failed (R21).
      return action.as === 'rejected' ? 'quarantine' : undefined;
    default:
      return never(action);
  }
}

/** Whether an object is read again from its start for this problem, here and now (R8). */
export function beginsAnew({ code }: Pick<Problem, 'code'>): boolean {
  return s3Rows.some(
    ({ code: known, action }) => known === code && action.kind === 'retry' && action.how === 'anew',
  );
}
