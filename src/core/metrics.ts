import type { AfterCounts } from '../model/after.ts';
import { addBooks, type Books, emptyBooks } from '../model/books.ts';
import type { Problem } from '../model/errors.ts';
import type {
  CountedProblem,
  ListingCounts,
  MessageCounts,
  MetricsSnapshot,
  ObjectCounts,
  QueueDepth,
  QueueState,
  RunPhase,
  SnapshotStore,
} from '../model/metrics.ts';
import type { Outcome } from '../model/object.ts';
import { RecentMinimum } from './recent-minimum.ts';
import { UnderWay } from './under-way.ts';

/** Distinct problems kept; a run with more of them has one problem: itself. */
const maxProblems = 100;
/** Weight of the newest answer in the smoothed latency. */
const smoothing = 0.2;

type Counts<T> = { -readonly [K in keyof T]: number };

/**
 * The one place that counts. The engine only adds numbers; nobody reads them except through a snapshot,
 * and the screen never makes the engine wait.
 */
export class Metrics implements SnapshotStore {
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #problems = new Map<string, CountedProblem>();
  readonly #listeners = new Set<() => void>();
  #snapshot: MetricsSnapshot | undefined;
  #books: Books = emptyBooks();
  #brake: Problem | undefined;
  #trouble: Problem | undefined;
  #failure: Problem | undefined;
  #settledAt: number;
  #notReceiving: Problem | undefined;
  #queue: QueueDepth | undefined;
  readonly #oldestSent = new RecentMinimum();
  #latency = 0;
  #newestEvent = 0;
  /** Plain numbers that whoever does the thing bumps at the line where it is done. */
  readonly count = {
    abandoned: 0,
    fetchedBytes: 0,
    readBytes: 0,
    sentBytes: 0,
    bulkRequests: 0,
    retriedItems: 0,
    busy: 0,
    tooLarge: 0,
  };
  readonly objects: Counts<ObjectCounts> = {
    started: 0,
    delivered: 0,
    missing: 0,
    unreadable: 0,
    failed: 0,
    aborted: 0,
  };
  readonly messages: Counts<MessageCounts> = {
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
  };
  /** What is open right now; set by the engine. */
  gauges: () => MetricsSnapshot['inFlight'] = () => ({
    readers: 0,
    objects: 0,
    bulks: 0,
    bytes: 0,
    readersLimit: 0,
    bulksLimit: 0,
    readersMost: 0,
  });
  readonly underWay = new UnderWay();
  phase: RunPhase = 'running';
  /** Set by a source that knows how many objects it will bring. */
  expected: number | undefined;
  /** Set by a run that does something with objects when their documents are in. */
  after: { -readonly [K in keyof AfterCounts]: AfterCounts[K] } | undefined;
  /** Set by whoever may look into the dead-letter queue. */
  deadLetters: number | undefined;

  /** How far the listing got; set by a source that has one. */
  listing: () => ListingCounts | undefined = () => undefined;

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = now();
    this.#settledAt = this.#startedAt;
  }

  /** An object is begun. `size`: bytes as stored, where somebody told. */
  objectBegun(uri: string, size: number | undefined): void {
    this.objects.started += 1;
    this.underWay.begin(uri, size, this.#now());
  }

  /** Bytes of an object arrived, as they are stored. */
  fetched(uri: string, bytes: number): void {
    this.count.fetchedBytes += bytes;
    this.underWay.fetched(uri, bytes);
  }

  /** One attempt at an object has ended. Only settled attempts enter the books (R14). */
  objectEnded(outcome: Outcome, uri: string, books: Books): void {
    this.objects[outcome.kind] += 1;
    this.underWay.end(uri, outcome.kind, this.#now());
    if (outcome.kind === 'aborted') this.count.abandoned += books.read;
    else if ('books' in outcome) this.#books = addBooks(this.#books, outcome.books);
    if ('problem' in outcome) {
      const { code, message, hint } = outcome.problem;
      const problem = { code, message: message.includes(uri) ? message : `${uri}: ${message}`, hint };
      this.problem(problem);
      if (outcome.kind === 'failed' || outcome.kind === 'unreadable') this.#failure = problem;
    }
  }

  bulkAnswered(ms: number, bytes: number): void {
    this.count.bulkRequests += 1;
    this.count.sentBytes += bytes;
    this.#latency = this.#latency === 0 ? ms : this.#latency + smoothing * (ms - this.#latency);
  }

  /** Seconds since the epoch. */
  eventSeen(seconds: number): void {
    if (seconds * 1000 > this.#newestEvent) this.#newestEvent = seconds * 1000;
  }

  brake(problem: Problem | undefined): void {
    this.#brake = problem;
    if (problem) this.problem(problem);
  }

  /** A document has its final verdict: things move. */
  settled(): void {
    this.#settledAt = this.#now();
    this.#trouble = undefined;
  }

  /** Something other than a document stands in the way of so many. */
  inTheWay(problem: Problem, items: number): void {
    this.#trouble = problem;
    this.problem(problem, items);
  }

  /** A receive failed; or, without a problem, one has succeeded again. */
  notReceiving(problem: Problem | undefined): void {
    this.#notReceiving = problem;
    if (problem) this.problem(problem);
  }

  queueDepth(depth: QueueDepth): void {
    this.#queue = depth;
  }

  /** When a message that was received had been sent, ms since the epoch. */
  messageSent(at: number): void {
    this.#oldestSent.see(at, this.#now());
  }

  /** Each problem once, with a count: the newest message of a code stands for all of them. `times`: how often it was met. */
  problem({ code, message, hint }: Problem, times = 1): void {
    const known = this.#problems.get(code);
    if (!known && this.#problems.size >= maxProblems) return;
    this.#problems.set(code, {
      code,
      message,
      hint,
      count: (known?.count ?? 0) + times,
      lastSeen: this.#now(),
    });
  }

  /** Everything as it stands now; listeners hear of it when it is published, not before. */
  take(): MetricsSnapshot {
    const { count } = this;
    const listing = this.listing();
    const expected = listing?.complete ? listing.wanted : this.expected;
    const at = this.#now();
    return {
      at,
      startedAt: this.#startedAt,
      phase: this.phase,
      books: this.#books,
      abandoned: count.abandoned,
      objects: { ...this.objects },
      ...(expected !== undefined && { expected }),
      underWay: this.underWay.list(),
      slowest: this.underWay.slowest,
      ...(this.#failure && { failure: this.#failure }),
      messages: { ...this.messages },
      ...(this.after && { after: { ...this.after } }),
      bytes: { fetched: count.fetchedBytes, read: count.readBytes, sent: count.sentBytes },
      inFlight: this.gauges(),
      cluster: {
        requests: count.bulkRequests,
        retriedItems: count.retriedItems,
        busy: count.busy,
        tooLarge: count.tooLarge,
        latency: this.#latency,
        settledAt: this.#settledAt,
        ...(this.#brake && { brake: this.#brake }),
        ...(this.#trouble && { trouble: this.#trouble }),
      },
      ...(this.#notReceiving && { notReceiving: this.#notReceiving }),
      ...(this.#queue && { queue: this.#queueState(this.#queue, at) }),
      ...(listing && { listing }),
      newestEvent: this.#newestEvent,
      problems: [...this.#problems.values()],
    };
  }

  #queueState(depth: QueueDepth, at: number): QueueState {
    const oldestSent = this.#oldestSent.value(at);
    return {
      ...depth,
      ...(this.deadLetters !== undefined && { deadLetters: this.deadLetters }),
      ...(oldestSent !== undefined && { oldestSent }),
    };
  }

  /** Takes a snapshot and tells the listeners; called a few times a second by whoever shows it. */
  publish(): void {
    this.#snapshot = this.take();
    for (const listener of this.#listeners) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The same object until the next `publish`. */
  getSnapshot(): MetricsSnapshot {
    this.#snapshot ??= this.take();
    return this.#snapshot;
  }
}
