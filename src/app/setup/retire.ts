import type { Step } from './part.ts';

/** What of a part is no longer needed, in a plan that is no `--destroy`: what stays is of no interest. */
export function onlyDeletes(steps: readonly Step[]): readonly Step[] {
  return steps.filter(({ kind }) => kind === 'delete');
}
