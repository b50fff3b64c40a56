import type { Problem } from '../model/errors.ts';
import type { QueueDepth } from '../model/metrics.ts';

/** What a queue source has to tell; each name is one counter. */
export interface QueueEvents {
  received(messages: number): void;
  deleted(): void;
  released(): void;
  /** A message is held back for longer and longer: it is itself the trouble, or one of its objects is. */
  quarantined(): void;
  testEvent(): void;
  ignored(): void;
  unrecognised(reason: string): void;
  unclaimed(uri: string): void;
  leaseExtended(): void;
  leaseLost(): void;
  /** Why a receive failed; undefined once one succeeds again. */
  notReceiving(problem: Problem | undefined): void;
  depth(depth: QueueDepth): void;
  problem(problem: Problem): void;
}
