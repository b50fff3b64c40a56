import type { Problem } from '../../model/errors.ts';
import type { FactName, Facts } from './facts.ts';

/** How a check ended. */
export type Verdict =
  /** `says`: what was found, in a few words. */
  | { readonly kind: 'ok'; readonly says: string }
  /** At least one problem each. A failure keeps documents from arriving; a warning will cost somebody a night. */
  | { readonly kind: 'warning' | 'failure'; readonly problems: readonly Problem[] }
  /** What it needs is not to be had, for a reason that stands elsewhere in the table or that is no fault. */
  | { readonly kind: 'skipped'; readonly why: string };

/** A verdict, and what later checks may build on: a failure may give facts, too. */
export interface Found {
  readonly verdict: Verdict;
  readonly facts: Partial<Facts>;
}

/** One line of the table. */
export interface Check {
  /** For machines; stable. */
  readonly id: string;
  /** At most `titleWidth` characters. */
  readonly title: string;
  /** Without one of these it is skipped: whoever gives it has said why. */
  readonly needs: readonly FactName[];
  /** Waited for, and done without. */
  readonly after: readonly FactName[];
  readonly gives: readonly FactName[];
  /**
   * Asks, and writes nothing. `signal` aborts when the check has taken too long. Rejects with a `LogflowError` for a
   * failure that its translators have worded already.
   */
  run(facts: Partial<Facts>, signal: AbortSignal): Promise<Found> | Found;
}

/** A check whose facts are typed by what it says it needs. */
export function check<N extends FactName = never, A extends FactName = never>(
  described: Pick<Check, 'id' | 'title'> & {
    readonly needs?: readonly N[];
    readonly after?: readonly A[];
    readonly gives?: readonly FactName[];
    run(facts: Pick<Facts, N> & Partial<Pick<Facts, A>>, signal: AbortSignal): Promise<Found> | Found;
  },
): Check {
  const { needs = [], after = [], gives = [], run } = described;
  return {
    ...{ id: described.id, title: described.title, needs, after, gives },
    // The runner asks nobody whose needs are not there.
    run: (facts, signal) => run(facts as Pick<Facts, N> & Partial<Pick<Facts, A>>, signal),
  };
}

export function ok(says: string, facts: Partial<Facts> = {}): Found {
  return { verdict: { kind: 'ok', says }, facts };
}

export function warning(problem: Problem, facts: Partial<Facts> = {}): Found {
  return { verdict: { kind: 'warning', problems: [problem] }, facts };
}

export function failure(problem: Problem, facts: Partial<Facts> = {}): Found {
  return { verdict: { kind: 'failure', problems: [problem] }, facts };
}

export function skipped(why: string): Found {
  return { verdict: { kind: 'skipped', why }, facts: {} };
}

/** What several looks of one check found: the worst of it, else `says`. */
export function worst(
  { failures = [], warnings = [] }: { failures?: readonly Problem[]; warnings?: readonly Problem[] },
  says: string,
  facts: Partial<Facts> = {},
): Found {
  if (failures.length > 0)
    return { verdict: { kind: 'failure', problems: [...failures, ...warnings] }, facts };
  if (warnings.length > 0) return { verdict: { kind: 'warning', problems: warnings }, facts };
  return ok(says, facts);
}
