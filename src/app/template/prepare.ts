import type { Clock } from '../../model/control.ts';
import { LogflowError, type Problem, plainProblem } from '../../model/errors.ts';
import type { IndexTemplate } from './target.ts';

/** ms after which what was not possible is tried again: objects that wait for it come back meanwhile. */
const again = 30_000;

/** Before the first document of a pipeline; answers with a problem while there cannot be one. */
export type Prepare = (pipeline: string) => Promise<Problem | undefined>;

interface Prepared {
  readonly outcome: Promise<Problem | undefined>;
  /** ms since the epoch; undefined: for good, or not known yet. */
  until?: number;
}

/**
 * Calls `check` once for each template that is needed later, when its first object comes: a pipeline that nobody uses costs
 * nothing and stands in nobody's way. What stands in the way of one pipeline leaves the others alone.
 */
export function createPrepare(
  later: readonly IndexTemplate[],
  check: (needed: readonly IndexTemplate[]) => Promise<Problem | undefined>,
  clock: Pick<Clock, 'now'>,
): Prepare {
  const needed = new Map(later.map((template) => [template.fingerprint.pipeline, template]));
  const known = new Map<string, Prepared>();
  return (pipeline) => {
    const template = needed.get(pipeline);
    if (!template) return Promise.resolve(undefined);
    const before = known.get(pipeline);
    if (before && (before.until === undefined || clock.now() < before.until)) return before.outcome;
    const outcome = check([template]).catch((error: unknown) => {
      if (error instanceof LogflowError) return plainProblem(error);
      throw error;
    });
    const prepared: Prepared = { outcome };
    known.set(pipeline, prepared);
    return outcome.finally(async () => {
      if (await outcome) prepared.until = clock.now() + again;
    });
  };
}
