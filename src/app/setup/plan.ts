import { LogflowError, plainProblem } from '../../model/errors.ts';
import type { Part, Step, Task } from './part.ts';

/**
 * Looks at all parts, and changes nothing. A part that cannot be looked at is refused like one that cannot be made, so
 * that all that is missing is told at once. Rejects with the reason of `stop` when it aborts.
 */
export async function lookAt(
  parts: readonly Part[],
  destroy: boolean,
  stop: AbortSignal,
): Promise<readonly Step[]> {
  const all = Promise.all(parts.map((part) => stepsOf(part, destroy)));
  return (await unless(stop, all)).flat();
}

async function stepsOf(part: Part, destroy: boolean): Promise<readonly Step[]> {
  try {
    return await (destroy ? part.destroy() : part.plan());
  } catch (error) {
    if (!(error instanceof LogflowError)) throw error;
    const { name } = part;
    return [{ kind: 'refuse', part: name, what: 'part', name, problem: plainProblem(error) }];
  }
}

/** What `work` comes to, unless the signal aborts first: then rejects with its reason, and the work is left to itself. */
export async function unless<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let leave = () => {};
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

export function isTask(step: Step): step is Task {
  return step.kind === 'create' || step.kind === 'change' || step.kind === 'delete';
}
