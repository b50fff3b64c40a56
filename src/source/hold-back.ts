import type { Aftermath } from '../model/failure.ts';

/** What decides for how long a message that could not be handled stays hidden. */
export interface HoldBackFacts {
  readonly aftermath: Aftermath;
  /** How often it was received, this time included. */
  readonly receiveCount: number;
  /** Ours, seconds. */
  readonly visibilityTimeout: number;
  /** Whether the queue has a redrive policy, which ends it after so many receives. */
  readonly redrive: boolean;
}

/** With a redrive policy: twenty receives take four hours and a half, not days (R22). */
const longestBeforeRedrive = 15 * 60;
/** Without one: SQS allows 12 hours from the receive, some of which are over. */
const longestWithout = 11 * 3600;

/**
 * Seconds for which a message is hidden before it comes again: a tenth of the visibility timeout, 30 at most, doubled with
 * each receive. It ends at the visibility timeout for what is not its own fault, and else at what the queue's redrive policy
 * allows: with none the message stays until it expires, and takes a receive or two a day.
 * `random` in [0, 1) takes up to a tenth off, so that what failed together does not come again together.
 */
export function holdBackSeconds(facts: HoldBackFacts, random: number): number {
  const { aftermath, receiveCount, visibilityTimeout, redrive } = facts;
  const first = Math.min(30, Math.max(1, visibilityTimeout / 10));
  const longest =
    aftermath === 'release'
      ? Math.min(visibilityTimeout, longestBeforeRedrive)
      : redrive
        ? longestBeforeRedrive
        : longestWithout;
  const doublings = Math.min(20, Math.max(0, receiveCount - 1));
  return Math.max(1, Math.round(Math.min(longest, first * 2 ** doublings) * (1 - random / 10)));
}
