import type { MetricsSnapshot, RunInfo, SnapshotStore } from '../model/metrics.ts';
import { secondsLeft } from '../ui/estimate.ts';
import { History } from '../ui/history.ts';

/** ms between two lines. */
const interval = 3_000;

/** What a line tells of: two snapshots, and the seconds until the end of the run where anybody can tell. */
export type TellLine = (now: MetricsSnapshot, last: MetricsSnapshot, left: number | undefined) => void;

/**
 * Has a line told every few seconds, from published snapshots alone, while `ready` says that it would be taken. Returns how
 * to end it.
 */
export function tellSteadily(
  store: SnapshotStore,
  info: RunInfo,
  tell: TellLine,
  ready: () => boolean = () => true,
): () => void {
  let last = store.getSnapshot();
  const history = new History();
  return store.subscribe(() => {
    const now = store.getSnapshot();
    history.add(now);
    if (now.at - last.at < interval || !ready()) return;
    tell(now, last, secondsLeft(now, history, info));
    last = now;
  });
}
