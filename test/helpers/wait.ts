import { setTimeout as pause } from 'node:timers/promises';

const pollInterval = 25;

/**
 * Polls until `check` answers with something truthy, and hands that back.
 * A check that throws is "not yet"; what it threw last is the cause of the error at the end.
 * `timeoutMs` defaults to a minute; `what` names the condition in that error.
 */
export async function waitFor<T>(
  check: () => T | Promise<T>,
  { timeoutMs = 60_000, what }: { timeoutMs?: number; what: string },
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  do {
    try {
      const answer = await check();
      if (answer) return answer;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await pause(pollInterval);
  } while (performance.now() < deadline);
  throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause: last });
}
