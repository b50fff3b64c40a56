import { LogflowError } from '../model/errors.ts';

/** Codes that waiting does not mend, as far as a start is concerned. */
const hopeless = new Set(['LF_QUEUE_MISSING', 'LF_QUEUE_FORBIDDEN', 'LF_AWS_CREDENTIALS', 'LF_AWS_REGION']);
const boundedTries = 5;

export interface PollHistory {
  /** Failed receives since the last good one, this one included. */
  readonly failures: number;
  /** Whether any receive of this run succeeded. */
  readonly everWorked: boolean;
  readonly drain: boolean;
}

/**
 * ms to wait before the next receive; undefined when the run cannot go on.
 * What is wrong from the start ends the run at once. A consumer that was running goes on trying, visibly:
 * credentials are renewed, permissions are put back. A drain ends after a few tries.
 */
export function pollErrorDelay(
  error: unknown,
  history: PollHistory,
  random = Math.random,
): number | undefined {
  if (!(error instanceof LogflowError)) return undefined;
  const { failures, everWorked, drain } = history;
  if (!everWorked && hopeless.has(error.code)) return undefined;
  if ((!everWorked || drain) && failures >= boundedTries) return undefined;
  return random() * Math.min(30_000, 500 * 2 ** Math.min(failures, 10));
}
