import type { StepOf } from '../../definition.ts';
import { malformed } from '../../reading.ts';
import type { StepRunner } from '../event.ts';
import { recordReasons } from '../record-reasons.ts';
import { pathOf, putAt, removeAt, valueAt } from '../tree.ts';

/** Moves a field; what stands at its new place is written over. A field that is not there is no matter. */
export function renameStep({ from, to }: StepOf<'rename'>): StepRunner {
  const [source, target] = [pathOf(from), pathOf(to)];
  return ({ fields }) => {
    const value = valueAt(fields, source);
    if (value === undefined) return undefined;
    // First, so that `a` may become `a.b`.
    removeAt(fields, source);
    return putAt(fields, target, value) ? undefined : malformed(recordReasons.noRoom(to));
  };
}
