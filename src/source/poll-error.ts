import { decidePoll } from '../failures/decide.ts';
import type { PollHistory } from '../failures/queue-rows.ts';
import { LogflowError } from '../model/errors.ts';

/**
 * ms to wait before the next receive; undefined when the run cannot go on. What the failure table says: what is wrong from
 * the start ends the run, a consumer that was running goes on trying, visibly, and a drain ends after a few tries.
 */
export function pollErrorDelay(
  error: unknown,
  history: PollHistory,
  random = Math.random,
): number | undefined {
  if (!(error instanceof LogflowError)) return undefined;
  const action = decidePoll(error.code, history);
  return action.kind === 'retry' && action.how === 'here' ? random() * action.ms : undefined;
}
