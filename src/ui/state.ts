import { number, plural } from '../model/format.ts';
import type { MetricsSnapshot } from '../model/metrics.ts';
import type { Tone } from './theme.ts';

/** How the run is, in a word and a sentence. */
export interface RunState {
  readonly word: string;
  readonly tone: Tone;
  readonly detail: string;
}

/** Objects that came to their end, whichever it was. */
export function objectsEnded({ objects }: MetricsSnapshot): number {
  const { delivered, missing, unreadable, failed, aborted } = objects;
  return delivered + missing + unreadable + failed + aborted;
}

export function stateOf(now: MetricsSnapshot): RunState {
  const { phase, cluster, inFlight, queue, listing, at, notReceiving } = now;
  const open = plural(inFlight.objects, 'object');
  if (phase === 'leaving') return { word: 'LEAVING', tone: 'warn', detail: 'What is open is put back.' };
  if (phase === 'finishing') {
    const detail = `No new work; ${open} to finish. q again puts them back and leaves at once.`;
    return { word: 'FINISHING', tone: 'warn', detail };
  }
  if (cluster.brake) return { word: 'BRAKED', tone: 'bad', detail: cluster.brake.message };
  if (phase === 'paused') {
    return {
      word: 'PAUSED',
      tone: 'warn',
      detail: `No new work is asked for; ${open} under way. p goes on.`,
    };
  }
  if (notReceiving) return { word: 'NOT RECEIVING', tone: 'bad', detail: notReceiving.message };
  if (cluster.trouble) return { word: 'RETRYING', tone: 'warn', detail: cluster.trouble.message };
  if (queue && inFlight.objects === 0)
    return { word: 'WAITING', tone: 'good', detail: 'Nothing to do: the queue is asked all the time.' };
  // What is found and not begun yet waits for --rate.
  if (listing && !listing.complete && listing.wanted <= objectsEnded(now)) {
    const detail = `${plural(listing.listed, 'object')} listed so far, ${number(listing.wanted)} of them to read.`;
    return { word: 'LISTING', tone: 'good', detail };
  }
  const still = at - cluster.settledAt;
  if (inFlight.bulks > 0 && still > 10_000) {
    const detail = `No answer to ${plural(inFlight.bulks, 'bulk request')} for ${Math.round(still / 1000)} s.`;
    return { word: 'SLOW', tone: 'warn', detail };
  }
  return { word: 'RUNNING', tone: 'good', detail: '' };
}
