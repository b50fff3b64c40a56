import type { Tree } from '../records/tree.ts';

/** One event on its way through the steps; they change it. */
export interface OwnEvent {
  readonly fields: Tree;
  /** What steps could not find. */
  readonly tags: string[];
  /** Of the event, s since the epoch, with milliseconds as its fraction. */
  time: number | undefined;
  /** The latest time to accept, s since the epoch. */
  readonly latest: number;
}

/** What a step says beside what it did to the event: nothing, as a rule. */
export type StepEnd =
  | undefined
  | { readonly kind: 'filtered'; readonly value: string }
  | { readonly kind: 'malformed'; readonly reason: string };

export type RunStep = (event: OwnEvent) => StepEnd;

export function malformedStep(reason: string): StepEnd {
  return { kind: 'malformed', reason };
}
