import type { Rates } from '../output/status-schema.ts';
import type { Look } from './look.ts';

/** What changed between two looks, per second; undefined when no time went by. */
export function ratesBetween(before: Look, now: Look): Rates | undefined {
  const seconds = (now.at - before.at) / 1000;
  if (seconds <= 0) return undefined;
  const growth = (figure: (look: Look) => number | undefined): number | undefined => {
    const was = figure(before);
    const is = figure(now);
    return was === undefined || is === undefined ? undefined : perSecond(is - was, seconds);
  };
  const backlog = growth(backlogOf);
  const deadLetters = growth(({ queue }) => queue?.deadLetters?.visible);
  return {
    seconds,
    ...(backlog !== undefined && { backlog }),
    ...(deadLetters !== undefined && { deadLetters }),
    documents: newDocuments(before, now, seconds),
  };
}

/** Messages that are still to be worked on, or are being worked on. */
export function backlogOf({ queue }: Pick<Look, 'queue'>): number | undefined {
  if (queue?.visible === undefined) return undefined;
  return queue.visible + (queue.inFlight ?? 0) + (queue.delayed ?? 0);
}

/** Documents are deleted by whole indices: one that is gone takes nothing away. One that was out of reach is not new. */
function newDocuments(before: Look, now: Look, seconds: number): Record<string, number> {
  const rates: Record<string, number> = {};
  for (const [name, indices] of now.documents) {
    const was = before.documents.get(name);
    if (!was) continue;
    let more = 0;
    for (const [index, count = 0] of indices) {
      const known = was.has(index) ? was.get(index) : 0;
      more += known === undefined ? 0 : Math.max(0, count - known);
    }
    rates[name] = perSecond(more, seconds);
  }
  return rates;
}

function perSecond(change: number, seconds: number): number {
  return Math.round((100 * change) / seconds) / 100;
}
