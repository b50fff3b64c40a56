import type { Clock } from '../model/control.ts';
import { LogflowError, type Problem } from '../model/errors.ts';
import type { QueueDepth } from '../model/metrics.ts';
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
      const depth = await api.depth();
      events.depth(depth);
      const full = fullProblem(depth);
      if (full) events.problem(full);
    } catch (error) {
      if (error instanceof LogflowError) events.problem(error);
    }
    await clock.sleep(interval, signal).catch(() => {});
  }
}

/** Tells every `interval` ms whether the queue has a redrive policy: somebody may give it one, or take it away. */
export async function watchRedrive(
  api: Pick<QueueApi, 'properties'>,
  clock: Clock,
  interval: number,
  signal: AbortSignal,
  tell: (redrive: boolean) => void,
): Promise<void> {
  for (;;) {
    await clock.sleep(interval, signal).catch(() => {});
    if (signal.aborted) return;
    // Who may not ask goes by what was known before.
    await api.properties().then(
      ({ redrive }) => tell(redrive),
      () => {},
    );
  }
}

/** In flight at once: SQS's quota for a standard queue is about 120,000 (F4); the figure is approximate. */
const inFlightQuota = 119_000;

/** At the quota a long poll brings no messages and no error (F4). */
function fullProblem({ inFlight, visible }: QueueDepth): Problem | undefined {
  if (inFlight < inFlightQuota || visible === 0) return undefined;
  return {
    code: 'LF_QUEUE_IN_FLIGHT',
    message: `${inFlight} messages of the queue are in flight: SQS gives out no more at its quota`,
    hint: 'Messages come again as they are deleted or their visibility timeouts end; look for consumers that hold them, and for messages that are held back.',
  };
}
