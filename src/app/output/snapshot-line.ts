import { plainProblem } from '../../model/errors.ts';
import type { MetricsSnapshot } from '../../model/metrics.ts';
import type { SnapshotLine } from './schema.ts';

/** A snapshot as it is published: fields are only ever added. `last`: the one before, for the rates. `left`: s until its end, where that can be told. */
export function snapshotLine(now: MetricsSnapshot, last: MetricsSnapshot, left?: number): SnapshotLine {
  const elapsed = Math.max(0.001, (now.at - last.at) / 1000);
  const done = ({ books }: MetricsSnapshot) => books.indexed + books.duplicate;
  const { settledAt: _, ...cluster } = now.cluster;
  return {
    type: 'snapshot',
    at: now.at,
    seconds: (now.at - now.startedAt) / 1000,
    phase: now.phase,
    objects: now.objects,
    ...(now.expected !== undefined && { expected: now.expected }),
    documents: now.books,
    abandoned: now.abandoned,
    perSecond: {
      documents: Math.round((done(now) - done(last)) / elapsed),
      bytes: Math.round((now.bytes.read - last.bytes.read) / elapsed),
    },
    ...(now.after && { after: now.after }),
    ...(now.queue && { messages: now.messages, queue: now.queue }),
    ...(now.notReceiving && { notReceiving: plainProblem(now.notReceiving) }),
    ...(now.listing && { listing: now.listing }),
    ...(now.newestEvent > 0 && { lag: Math.round(now.at - now.newestEvent) / 1000 }),
    ...(left !== undefined && { left: Math.round(left) }),
    bytes: now.bytes,
    inFlight: now.inFlight,
    cluster: { ...cluster, latency: Math.round(cluster.latency) },
    underWay: [...now.underWay],
    problems: [...now.problems],
  };
}
