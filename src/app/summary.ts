import type { AfterCounts } from '../model/after.ts';
import { type Books, booksBalance } from '../model/books.ts';
import { type Problem, plainProblem } from '../model/errors.ts';
import type {
  CountedProblem,
  MessageCounts,
  MetricsSnapshot,
  ObjectCounts,
  QueueState,
  SlowObject,
} from '../model/metrics.ts';

/** The last line of `--json`: how a run ended. Fields are only ever added. */
export interface Summary {
  readonly type: 'summary';
  /** The books balance, no object failed, and what was to be done with objects was done. */
  readonly ok: boolean;
  readonly objects: ObjectCounts;
  readonly documents: Books;
  /** Lines of attempts that were given up; not in `documents`. */
  readonly abandoned: number;
  /** What became of `--after`; absent without it. */
  readonly after?: AfterCounts;
  /** Absent when the source is not a queue. */
  readonly messages?: MessageCounts;
  /** As last seen. */
  readonly queue?: QueueState;
  readonly bytes: MetricsSnapshot['bytes'];
  readonly seconds: number;
  /** At most five, the slowest first. */
  readonly slowest: readonly SlowObject[];
  readonly problems: readonly CountedProblem[];
  /** What ended the run before its time. */
  readonly error?: Problem;
}

export function summarise(
  snapshot: MetricsSnapshot,
  source: 'queue' | 'files' | 'listing',
  error?: Problem,
): Summary {
  const { objects, books, after } = snapshot;
  const done = !after || (after.failed === 0 && after.aborted === 0);
  const clean = done && objects.failed === 0 && objects.unreadable === 0 && objects.aborted === 0;
  return {
    type: 'summary',
    ok: clean && booksBalance(books) && error === undefined,
    objects,
    documents: books,
    abandoned: snapshot.abandoned,
    ...(after && { after }),
    ...(source === 'queue' && { messages: snapshot.messages }),
    ...(snapshot.queue && { queue: snapshot.queue }),
    bytes: snapshot.bytes,
    seconds: Math.round(snapshot.at - snapshot.startedAt) / 1000,
    slowest: snapshot.slowest,
    problems: snapshot.problems,
    ...(error && { error: plainProblem(error) }),
  };
}
