import type { MetricsSnapshot, RunInfo } from '../model/metrics.ts';
import type { History } from './history.ts';
import { objectsEnded } from './state.ts';

export type Trend = 'rising' | 'falling' | 'steady';

/** How the queue moves; less than a hundredth of it in ten seconds is standing still. */
export function trendOf(history: History, waiting: number): Trend | undefined {
  const growth = history.growth();
  if (growth === undefined) return undefined;
  if (Math.abs(growth) * 10 < Math.max(1, waiting / 100)) return 'steady';
  return growth > 0 ? 'rising' : 'falling';
}

/**
 * Seconds until the end of a run that has one, or until a queue that is followed is empty, at the pace of the last half
 * minute; undefined when nobody can tell.
 */
export function secondsLeft(now: MetricsSnapshot, history: History, { finite }: RunInfo): number | undefined {
  const { expected, listing, queue, cluster, phase } = now;
  // Nothing moves: the pace of before says nothing.
  if (cluster.brake || phase === 'paused') return undefined;
  const all = expected ?? listing?.estimated;
  if (all !== undefined) {
    return at(history.slowRate('objects'), all - objectsEnded(now));
  }
  if (!queue) return undefined;
  const waiting = queue.visible + queue.delayed;
  if (finite) return at(history.slowRate('deleted'), waiting + queue.inFlight);
  const growth = history.growth() ?? 0;
  return waiting > 0 ? at(-growth, waiting) : undefined;
}

function at(perSecond: number, left: number): number | undefined {
  return perSecond > 0 && left > 0 ? left / perSecond : undefined;
}
