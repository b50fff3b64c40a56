import type { Clock } from '../../model/control.ts';
import type { DeadLetter, ReceiveDeadLetters } from '../../source/dead-letters.ts';
import type { Holding } from '../../source/holding.ts';
import { batchLimit } from '../../source/queue-api.ts';
import { mostHeld } from './options.ts';

/** Seconds that messages are hidden from others while they are looked at. They are given back before, however the run ends. */
export const hiddenSeconds = 900;
/** Seconds that a receive waits: a stop has to wait for it, as an aborted one would swallow messages. */
const wait = 1;
/** Receives at once. */
const lanes = 4;
/** Receives in a row that bring nothing new, after which a lane takes the queue for empty. */
const fruitlessReceives = 2;

export interface DrawDeps {
  readonly receive: ReceiveDeadLetters;
  readonly holding: Holding;
  readonly clock: Clock;
  readonly stop: AbortSignal;
}

/** Why no more was received. */
export type DrawEnd = 'empty' | 'enough' | 'full' | 'stopped';

/**
 * Receives until the queue has nothing new, or `max` messages were received, or `handle` answers with false.
 * Each message is handed over once, however often it comes. Rejects with the first error of a receive or of `handle`,
 * when nothing is under way any more.
 */
export async function draw(
  { receive, holding, clock, stop }: DrawDeps,
  max: number,
  handle: (letters: readonly DeadLetter[]) => Promise<boolean>,
): Promise<DrawEnd> {
  let room = Math.min(max, mostHeld);
  let ended: DrawEnd | undefined;
  const lane = async (): Promise<void> => {
    let fruitless = 0;
    while (!ended && fruitless < fruitlessReceives) {
      if (stop.aborted) ended = 'stopped';
      else if (holding.size >= mostHeld) ended = 'full';
      if (ended || room === 0) return;
      const asked = Math.min(room, batchLimit);
      room -= asked;
      const askedAt = clock.now();
      const letters = await receive(asked, wait, hiddenSeconds);
      const fresh = letters.filter((letter) => holding.take(letter, askedAt + hiddenSeconds * 1000));
      room += asked - fresh.length;
      fruitless = fresh.length > 0 ? 0 : fruitless + 1;
      if (fresh.length > 0 && !(await handle(fresh))) ended ??= 'enough';
    }
  };
  const guarded = () =>
    lane().catch((error) => {
      // The others finish what they have; nothing is received after the first error.
      ended ??= stop.aborted ? 'stopped' : 'enough';
      throw error;
    });
  const results = await Promise.allSettled(Array.from({ length: lanes }, guarded));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed && failed.reason !== stop.reason) throw failed.reason;
  if (stop.aborted) return 'stopped';
  return ended ?? (room === 0 ? 'enough' : 'empty');
}
