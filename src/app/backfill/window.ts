import { LogflowError } from '../../model/errors.ts';
import type { TimeWindow } from '../../source/key-time.ts';
import { type Moment, resolveMoment } from './moment.ts';

/**
 * ms. The longest aggregation interval of flow logs: a record that began before midnight may be in a file that is named
 * after it (R34).
 */
const padding = 10 * 60_000;

/** The times that were asked for. */
export interface AskedTimes {
  /** ms since the epoch; -Infinity and Infinity where nothing was said. */
  readonly since: number;
  readonly until: number;
  /** The times whose objects are looked at: padded. */
  readonly window: TimeWindow;
}

/** Rejects an empty window as a mistake on the command line. `now`: ms since the epoch. */
export function askedTimes(
  { since, until }: { readonly since: Moment | undefined; readonly until: Moment | undefined },
  timezone: string,
  now: number,
): AskedTimes {
  const from = since ? resolveMoment(since, 'since', { timezone, now }) : Number.NEGATIVE_INFINITY;
  const to = until ? resolveMoment(until, 'until', { timezone, now }) : Number.POSITIVE_INFINITY;
  if (from >= to) {
    const message = `there is nothing between --since (${iso(from)}) and --until (${iso(to)})`;
    const hint =
      'A day as --until is meant with all its hours; days and times without a zone are those of --timezone.';
    throw new LogflowError({ code: 'LF_USAGE', message, hint }, { exit: 2 });
  }
  return { since: from, until: to, window: { from: from - padding, to: to + padding } };
}

/** `2020-03-08T15:00:00Z`; ms only where there are some. */
export function iso(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** For people: `from 2020-03-08T15:00:00Z until 2020-03-09T15:00:00Z`; empty when all times are asked for. */
export function timesText({ since, until }: AskedTimes): string {
  const parts = [
    ...(Number.isFinite(since) ? [`from ${iso(since)}`] : []),
    ...(Number.isFinite(until) ? [`until ${iso(until)}`] : []),
  ];
  return parts.join(' ');
}
