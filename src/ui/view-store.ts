import type { MetricsSnapshot, RunInfo, SnapshotStore } from '../model/metrics.ts';
import { History } from './history.ts';

/** ms between two frames: twice a second can be read, and costs little (half of Ink's price is per frame). */
const frame = 500;

/** All that a screen is a function of, besides its size. */
export interface View {
  readonly now: MetricsSnapshot;
  readonly info: RunInfo;
  readonly history: History;
}

/** What the screen subscribes to: `get` answers with the same object until there is a new one. */
export interface ViewStore {
  subscribe(listener: () => void): () => void;
  get(): View;
  /** Hears of no more snapshots. */
  close(): void;
}

/** Thins the snapshots out, and keeps their history. `behind`: the terminal still has to take the last frame. */
export function createViewStore(store: SnapshotStore, info: RunInfo, behind: () => boolean): ViewStore {
  const history = new History();
  const listeners = new Set<() => void>();
  let view: View = { now: store.getSnapshot(), info, history };
  const unsubscribe = store.subscribe(() => {
    const now = store.getSnapshot();
    history.add(now);
    const changed = now.phase !== view.now.phase || now.cluster.brake !== view.now.cluster.brake;
    if ((!changed && now.at - view.now.at < frame) || behind()) return;
    view = { now, info, history };
    for (const listener of listeners) listener();
  });
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get: () => view,
    close: unsubscribe,
  };
}
