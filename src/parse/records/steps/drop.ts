import type { StepOf } from '../../definition.ts';
import type { StepRunner } from '../event.ts';
import { pathOf, removeAt } from '../tree.ts';

/** Leaves fields out. */
export function dropStep({ fields: names }: StepOf<'drop'>): StepRunner {
  const paths = names.map(pathOf);
  return ({ fields }) => {
    for (const path of paths) removeAt(fields, path);
    return undefined;
  };
}
