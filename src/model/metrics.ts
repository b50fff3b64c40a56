import type { AfterCounts } from './after.ts';
import type { Books } from './books.ts';
import type { Problem } from './errors.ts';
import type { Outcome } from './object.ts';

/** A problem and how often it was met. */
export interface CountedProblem extends Problem {
  readonly count: number;
  /** ms since the epoch */
  readonly lastSeen: number;
}

/** Objects by what became of them. */
export interface ObjectCounts {
  readonly started: number;
  readonly delivered: number;
  readonly missing: number;
  readonly unreadable: number;
  readonly failed: number;
  readonly aborted: number;
}

/** Messages of the queue by what became of them. All zero when the source is not a queue. */
export interface MessageCounts {
  readonly received: number;
  readonly deleted: number;
  readonly released: number;
  /** Among `released`: held back for longer and longer, left for the redrive policy; counted each time that one comes. */
  readonly quarantined: number;
  /** s3:TestEvent: deleted. */
  readonly testEvents: number;
  /** Named no created object (ObjectRemoved and the like): deleted. */
  readonly ignored: number;
  /** Not understood: left for the redrive policy. */
  readonly unrecognised: number;
  /** Names an object that no pipeline claims: left for the redrive policy. */
  readonly unclaimed: number;
  readonly leasesExtended: number;
  readonly leasesLost: number;
}

/** An object that is under way. */
export interface ObjectProgress {
  readonly uri: string;
  /** ms since the epoch */
  readonly startedAt: number;
  /** Bytes as stored; absent where nobody told. */
  readonly size?: number;
  /** How many of those came; more than `size` when it was begun again. */
  readonly fetched: number;
  /** Read to its end: its last documents wait for their verdicts. */
  readonly read: boolean;
}

/** An object that took long. */
export interface SlowObject {
  readonly uri: string;
  /** From its begin to its last verdict. */
  readonly ms: number;
  /** Bytes as stored that were fetched. */
  readonly fetched: number;
  readonly outcome: Outcome['kind'];
}

/**
 * What the run does about new work. `paused`: a person holds it. `finishing`: told to stop, what is open goes on.
 * `leaving`: what is open is put back.
 */
export type RunPhase = 'running' | 'paused' | 'finishing' | 'leaving';

/** Everything a screen, a progress line or a machine may want to know; plain data, complete at any moment. */
export interface MetricsSnapshot {
  /** ms since the epoch */
  readonly at: number;
  readonly startedAt: number;
  readonly phase: RunPhase;
  readonly books: Books;
  /** Lines of attempts that were given up; not in the books (R14). */
  readonly abandoned: number;
  readonly objects: ObjectCounts;
  /** Objects that the source will bring in all; absent when it does not know. */
  readonly expected?: number;
  /** Those that were begun first; at most 64. */
  readonly underWay: readonly ObjectProgress[];
  /** At most five, the slowest first. */
  readonly slowest: readonly SlowObject[];
  /** Why the latest object that failed, or could not be read, did so. */
  readonly failure?: Problem;
  readonly messages: MessageCounts;
  /** Absent where nothing is done with objects. */
  readonly after?: AfterCounts;
  readonly bytes: {
    /** As they came from S3 or disk (compressed). */
    readonly fetched: number;
    /** After decompression. */
    readonly read: number;
    /** Sent in bulk bodies, resends included. */
    readonly sent: number;
  };
  readonly inFlight: {
    readonly readers: number;
    readonly objects: number;
    readonly bulks: number;
    readonly bytes: number;
    /** How many there may be now; these adapt. */
    readonly readersLimit: number;
    readonly bulksLimit: number;
    /** Up to where `readersLimit` may grow. */
    readonly readersMost: number;
  };
  readonly cluster: {
    readonly requests: number;
    readonly retriedItems: number;
    /** Answers in which the cluster asked for less (429), for the request or for some of its items. */
    readonly busy: number;
    /** Requests that were too large (413) and went again as halves. */
    readonly tooLarge: number;
    /** Smoothed answer time of `_bulk`, ms. */
    readonly latency: number;
    /** When a document last got its final verdict, ms since the epoch; the start before the first. */
    readonly settledAt: number;
    /** Why documents are sent again, while none of them gets through. */
    readonly trouble?: Problem;
    /** Set while pulling is stopped because of the cluster. */
    readonly brake?: Problem;
  };
  /** Why nothing is received, while receives fail. */
  readonly notReceiving?: Problem;
  readonly queue?: QueueState;
  /** Of a run that works on a listing. */
  readonly listing?: ListingCounts;
  /** Event time of the newest document, ms since the epoch; 0 before the first. */
  readonly newestEvent: number;
  readonly problems: readonly CountedProblem[];
}

/** How far a listing got; it goes on while its first objects are read. */
export interface ListingCounts {
  readonly listed: number;
  /** To be read, of those listed so far. */
  readonly wanted: number;
  /**
   * To be read in all, by what the folders brought that are listed to their end; absent before the first of them, and when
   * `complete`.
   */
  readonly estimated?: number;
  readonly complete: boolean;
}

/** Approximate by SQS's own words. */
export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** The queue as far as a consumer can see it. */
export interface QueueState extends QueueDepth {
  /** Messages in the dead-letter queue; absent without one, or when it may not be asked. */
  readonly deadLetters?: number;
  /**
   * When the oldest of the messages that were received within the last minute was sent, ms since the epoch (SQS's SentTimestamp);
   * absent when there was none. The queue may hold older ones: SQS tells their age to CloudWatch alone.
   */
  readonly oldestSent?: number;
}

/** What a run is called on a screen. */
export interface RunInfo {
  readonly command: string;
  readonly from: string;
  readonly to: string;
  /** Whether it has an end of its own. */
  readonly finite: boolean;
}

/** What the live view subscribes to (React's external store protocol). */
export interface SnapshotStore {
  subscribe(listener: () => void): () => void;
  getSnapshot(): MetricsSnapshot;
}
