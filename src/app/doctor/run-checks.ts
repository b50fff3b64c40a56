import { LogflowError, plainProblem } from '../../model/errors.ts';
import { type Check, type Found, failure, skipped, type Verdict } from './check.ts';
import type { FactName, Facts } from './facts.ts';

/** A check that has ended. */
export interface Checked {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  /** How long it took, without waiting for others. */
  readonly ms: number;
}

export interface CheckRun {
  /** ms that each check may take. */
  readonly deadline: number;
  readonly stop: AbortSignal;
  /** Told of each as it ends. */
  readonly ended: (checked: Checked) => void;
}

/** ms that a check has to word what kept it, once its time is over. */
const grace = 300;

/**
 * Runs all checks, each as soon as those that it builds on have ended; answers in the order of the list. A check whose
 * need nobody could give is skipped, and names who has the reason: one cause is told once. Rejects with the reason of
 * `stop`, and with what is no `LogflowError`.
 */
export async function runChecks(checks: readonly Check[], run: CheckRun): Promise<Checked[]> {
  const facts: { -readonly [K in FactName]?: Facts[K] } = {};
  const begun = new Map<Check, Promise<Checked>>();
  const giverOf = (fact: FactName) => checks.find(({ gives }) => gives.includes(fact));

  const begin = (check: Check): Promise<Checked> => {
    const known = begun.get(check);
    if (known) return known;
    const fresh = perform(check);
    begun.set(check, fresh);
    return fresh;
  };

  const perform = async (check: Check): Promise<Checked> => {
    const givers = [...check.needs, ...check.after].map(giverOf).filter((giver) => giver !== undefined);
    await Promise.all(givers.map(begin));
    run.stop.throwIfAborted();
    const lacking = check.needs.find((fact) => facts[fact] === undefined);
    const startedAt = performance.now();
    const found = lacking === undefined ? await inTime(check, facts, run) : await because(giverOf(lacking));
    Object.assign(facts, found.facts);
    const { id, title } = check;
    const checked = { id, title, verdict: found.verdict, ms: performance.now() - startedAt };
    run.ended(checked);
    return checked;
  };

  const because = async (giver: Check | undefined): Promise<Found> => {
    const { verdict, title } = giver ? await begin(giver) : { verdict: undefined, title: '' };
    if (verdict?.kind === 'skipped') return skipped(verdict.why);
    return skipped(`for want of: ${title}`);
  };

  return Promise.all(checks.map(begin));
}

async function inTime(check: Check, facts: Partial<Facts>, { deadline, stop }: CheckRun): Promise<Found> {
  const over = new AbortController();
  const signal = AbortSignal.any([stop, over.signal]);
  let late: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => over.abort(), deadline);
  // Also for what hears no signal: a process that hands out keys, a slow look-up of a name.
  const hung = new Promise<Found>((resolve) => {
    late = setTimeout(() => resolve(failure(tookTooLong(check, deadline))), deadline + grace);
  });
  try {
    const running = Promise.resolve(check.run(facts, signal));
    running.catch(() => {});
    const found = await Promise.race([running, hung]);
    stop.throwIfAborted();
    return found;
  } catch (error) {
    stop.throwIfAborted();
    if (error instanceof LogflowError) return failure(plainProblem(error));
    if (over.signal.aborted) return failure(tookTooLong(check, deadline));
    throw error;
  } finally {
    clearTimeout(timer);
    clearTimeout(late);
  }
}

function tookTooLong({ title }: Check, deadline: number) {
  return {
    code: 'LF_DOCTOR_TIMEOUT',
    message: `${title}: no end within ${deadline / 1000} s`,
    hint: 'Look at what it asks: the network, a proxy, or the process that hands out credentials.',
  };
}
