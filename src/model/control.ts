import type { Problem } from './errors.ts';

/** Time, as an argument: tests run hours in milliseconds. */
export interface Clock {
  /** ms since the epoch */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * The one lever that stops pulling while the cluster cannot take documents (R18).
 * Whoever meets the trouble engages it, probes, and releases it; sources wait for it before they receive.
 */
export interface Brake {
  readonly engaged: Problem | undefined;
  /** True for the caller that engaged it: that one probes and releases. False when it was engaged already. */
  engage(problem: Problem): boolean;
  release(): void;
  /** Resolves at once when not engaged; rejects with the signal's reason when it aborts. */
  released(signal?: AbortSignal): Promise<void>;
}
