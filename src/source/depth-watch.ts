import type { Clock } from '../model/control.ts';
import { LogflowError } from '../model/errors.ts';
import type { QueueApi } from './queue-api.ts';
import type { QueueEvents } from './queue-events.ts';

/** Asks for the queue's depth every `interval` ms until the signal aborts: for people to see, nothing depends on it. */
export async function watchDepth(
  api: QueueApi,
  clock: Clock,
  events: QueueEvents,
  interval: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      events.depth(await api.depth());
    } catch (error) {
      if (error instanceof LogflowError) events.problem(error);
    }
    await clock.sleep(interval, signal).catch(() => {});
  }
}
