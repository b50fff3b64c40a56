import { createBrake } from '../../core/brake.ts';
import { systemClock } from '../../core/clock.ts';
import type { Brake } from '../../model/control.ts';
import { LogflowError, type Problem } from '../../model/errors.ts';
import type { SinkEvents } from '../../sink/events.ts';

/** ms between two looks. */
const interval = 250;

/** A cluster that takes nothing for so long is given up on. */
export interface Patience extends Disposable {
  readonly brake: Brake;
  readonly events: SinkEvents;
  readonly signal: AbortSignal;
  /** Things move. */
  settled(): void;
}

/** `limit`: ms. `say` hears once what is waited for. */
export function createPatience(limit: number, say: (problem: Problem) => void): Patience {
  const giveUp = new AbortController();
  let trouble: Problem | undefined;
  let since = systemClock.now();
  const inTheWay = (problem: Problem) => {
    if (!trouble) say(problem);
    trouble = problem;
  };
  const timer = setInterval(() => {
    if (trouble && systemClock.now() - since > limit) giveUp.abort(new LogflowError(trouble));
  }, interval).unref();
  return {
    brake: createBrake((problem) => {
      if (problem) inTheWay(problem);
    }),
    events: { onRequest: () => {}, onRetry: () => {}, onProblem: inTheWay },
    signal: giveUp.signal,
    settled() {
      since = systemClock.now();
      trouble = undefined;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
