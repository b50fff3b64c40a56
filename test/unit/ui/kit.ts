import type { MetricsSnapshot, RunInfo, SnapshotStore } from '../../../src/model/metrics.ts';
import { History } from '../../../src/ui/history.ts';
import { themeOf } from '../../../src/ui/theme.ts';
import type { View } from '../../../src/ui/view-store.ts';

/** ms since the epoch */
export const startedAt = 1_795_392_000_000;
export const info: RunInfo = { command: 'consume', from: 'queue q', to: 'es.example.com', finite: false };
export const drawn = themeOf({ LANG: 'C.UTF-8', NO_COLOR: '1' });
export const typed = themeOf({ LANG: 'C', NO_COLOR: '1' });

/** A run that is `seconds` old and has done nothing; `change` says what is different. */
export function snapshot(seconds = 0, change: Partial<MetricsSnapshot> = {}): MetricsSnapshot {
  return {
    at: startedAt + seconds * 1000,
    startedAt,
    phase: 'running',
    books: { read: 0, indexed: 0, duplicate: 0, filtered: {}, rejected: 0, malformed: 0 },
    abandoned: 0,
    objects: { started: 0, delivered: 0, missing: 0, unreadable: 0, failed: 0, aborted: 0 },
    underWay: [],
    slowest: [],
    messages: {
      received: 0,
      deleted: 0,
      released: 0,
      quarantined: 0,
      testEvents: 0,
      ignored: 0,
      unrecognised: 0,
      unclaimed: 0,
      leasesExtended: 0,
      leasesLost: 0,
    },
    bytes: { fetched: 0, read: 0, sent: 0 },
    inFlight: {
      readers: 0,
      objects: 0,
      bulks: 0,
      bytes: 0,
      readersLimit: 8,
      bulksLimit: 2,
      readersMost: 32,
    },
    cluster: { requests: 0, retriedItems: 0, busy: 0, tooLarge: 0, latency: 0, settledAt: startedAt },
    newestEvent: 0,
    problems: [],
    ...change,
  };
}

export function viewOf(now: MetricsSnapshot, before: readonly MetricsSnapshot[] = []): View {
  const history = new History();
  for (const one of [...before, now]) history.add(one);
  return { now, info, history };
}

/** A store whose snapshots the test publishes. */
export function storeOf(first: MetricsSnapshot): SnapshotStore & { publish(next: MetricsSnapshot): void } {
  let now = first;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => now,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish(next) {
      now = next;
      for (const listener of listeners) listener();
    },
  };
}
