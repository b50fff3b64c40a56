import type { Books } from './books.ts';
import type { Problem } from './errors.ts';

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

/** Everything a screen, a progress line or a machine may want to know; plain data, complete at any moment. */
export interface MetricsSnapshot {
  /** ms since the epoch */
  readonly at: number;
  readonly startedAt: number;
  readonly books: Books;
  /** Lines of attempts that were given up; not in the books (R14). */
  readonly abandoned: number;
  readonly objects: ObjectCounts;
  /** Why the latest object that failed, or could not be read, did so. */
  readonly failure?: Problem;
  readonly messages: MessageCounts;
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
  };
  readonly cluster: {
    readonly requests: number;
    readonly retriedItems: number;
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
  readonly queue?: QueueDepth;
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
  readonly complete: boolean;
}

/** Approximate by SQS's own words. */
export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

/** What the live view subscribes to (React's external store protocol). */
export interface SnapshotStore {
  subscribe(listener: () => void): () => void;
  getSnapshot(): MetricsSnapshot;
}
