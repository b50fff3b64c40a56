import type { Clock } from '../../model/control.ts';
import { LogflowError, type Problem, plainProblem } from '../../model/errors.ts';
import { notYetCode } from './call.ts';
import type { Task } from './part.ts';
import { unless } from './plan.ts';
import { stepName } from './plan-text.ts';

/** ms between two tries of what AWS allows a while after a change, and for how long: it says 60 s. */
const pause = 5_000;
const longest = 75_000;

export interface ApplyDeps {
  readonly clock: Clock;
  readonly say: (line: string) => void;
  /** Begin no other step. */
  readonly stop: AbortSignal;
  /** Leave the one that is under way to itself. */
  readonly abort: AbortSignal;
}

export interface Applied {
  readonly done: readonly Task[];
  /** Begun, and not known to have come to its end. */
  readonly failed: Task | undefined;
  readonly left: readonly Task[];
  readonly problem: Problem | undefined;
}

/** Does one task after the other, until one fails or somebody says stop. A task that was begun is finished. */
export async function applyAll(tasks: readonly Task[], deps: ApplyDeps): Promise<Applied> {
  const done: Task[] = [];
  for (const [i, task] of tasks.entries()) {
    const left = tasks.slice(i);
    if (deps.stop.aborted) return { done, failed: undefined, left, problem: undefined };
    deps.say(`${i + 1}/${tasks.length} ${task.kind} ${stepName(task)}`);
    try {
      await unless(deps.abort, apply(task, deps));
      done.push(task);
    } catch (error) {
      const problem = error instanceof LogflowError ? plainProblem(error) : undefined;
      if (!problem && !deps.abort.aborted) throw error;
      return { done, failed: task, left: left.slice(1), problem };
    }
  }
  return { done, failed: undefined, left: [], problem: undefined };
}

async function apply(task: Task, { clock, say, stop }: ApplyDeps): Promise<void> {
  const end = clock.now() + longest;
  for (let tries = 1; ; tries++) {
    try {
      return await task.apply();
    } catch (error) {
      const again = error instanceof LogflowError && error.code === notYetCode && clock.now() < end;
      if (!again || stop.aborted) throw error;
      if (tries === 1) say(`    ${error.message}; trying again for up to ${longest / 1000} s`);
      // A stop ends the waiting; what AWS did not allow is told.
      await clock.sleep(pause, stop).catch(() => Promise.reject(error));
    }
  }
}
