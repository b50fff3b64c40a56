/** Waits grow from `base` to at most `cap`; both in ms. */
export interface BackoffLimits {
  readonly base: number;
  readonly cap: number;
}

/** Between two tries of items that the cluster could not take just now. */
export const retryLimits: BackoffLimits = { base: 200, cap: 30_000 };

/** Between two probes while the brake is engaged. */
export const probeLimits: BackoffLimits = { base: 1_000, cap: 30_000 };

/** No wait is shorter than this, ms: full jitter may draw nought, and a loop must never run hot. */
const shortest = 50;

/** A `Retry-After` beyond this, ms, is a mistake or malice: we look again after it. */
const longestRetryAfter = 120_000;

/**
 * Full jitter: anything up to the exponential ceiling, so that a fleet does not come back in step.
 * `attempt` counts from 1; `random` is in [0, 1). The answer is in ms.
 */
export function backoff(attempt: number, random: number, limits: BackoffLimits): number {
  const ceiling = Math.min(limits.cap, limits.base * 2 ** Math.min(attempt - 1, 30));
  return Math.max(shortest, Math.round(random * ceiling));
}

/** Never before the server's `Retry-After` (ms, capped), and with the jitter on top of it. */
export function retryDelay(attempt: number, random: number, retryAfter: number | undefined): number {
  return backoff(attempt, random, retryLimits) + Math.min(retryAfter ?? 0, longestRetryAfter);
}

/**
 * `Retry-After` in ms: seconds, or an HTTP date compared with `now` (ms since the epoch).
 * Undefined when there is none or it makes no sense. Source: RFC 9110, 10.2.3.
 */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
