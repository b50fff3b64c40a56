import type { Problem } from './errors.ts';

/** A run of whole lines of one object, 128 KiB or so, in an ArrayBuffer of its own so that it can be transferred to a thread. */
export interface LineBlock {
  readonly bytes: Uint8Array;
  /** Where `bytes[0]` stands in the decompressed object; the number of the first row where there are rows. */
  readonly offset: number;
  /** How many: each line is a row of the object. Absent where lines are lines. */
  readonly rows?: number;
}

/** The offset behind a block: where the next one begins. */
export function blockEnd({ bytes, offset, rows }: LineBlock): number {
  return offset + (rows ?? bytes.length);
}

/** A line that is not what the pipeline expects; the first few of each chunk are kept to be shown. */
export interface MalformedLine {
  /** Byte offset in the decompressed object, or the number of its row. */
  readonly offset: number;
  readonly reason: string;
  /** The beginning of the line, at most 200 characters. */
  readonly text: string;
}

/**
 * Finished `_bulk` items: for each document an action line and the document, each ended by LF.
 * The action line is always `{"create":{"_index":"…","_id":"…"}}` (or `index`; without `_id` for id kind `none`).
 */
export interface BulkChunk {
  readonly body: Uint8Array;
  /** `starts[i]` is where item i begins in `body`; `starts[docs]` is the end. */
  readonly starts: Uint32Array;
  readonly docs: number;
  /** Lines, without header and blank ones: docs + filtered + malformed. */
  readonly read: number;
  readonly filtered: Readonly<Record<string, number>>;
  readonly malformed: number;
  readonly samples: readonly MalformedLine[];
  /** The latest event time among the documents, s since the epoch; 0 when there is none. */
  readonly newest: number;
}

/** The one seam behind which threads and the compiled transform fit. */
export type Transform = (block: LineBlock) => BulkChunk | Promise<BulkChunk>;

/** Items [from, to) of a chunk inside a bulk request, and whom to tell what became of each. */
export interface BulkPart {
  /** The object's uri: for messages, and for one part file per object (R11). */
  readonly object: string;
  /** Which writing of the object it is: version id or ETag (`ObjectIdentity`). */
  readonly version: string;
  /** Its offsets are numbers of rows; absent where they are bytes. */
  readonly rows?: true;
  /** The batch's, in which the items of all its parts stand one behind the other. */
  readonly bytes: Buffer;
  /** `starts[i] + shift` is where item i begins in `bytes`; `starts[to] + shift` is the end. */
  readonly starts: Uint32Array;
  readonly shift: number;
  readonly from: number;
  readonly to: number;
  /** Told exactly once for each item in [from, to), of neighbours with one verdict at once: of all items [first, end). */
  settle(first: number, end: number, verdict: FinalVerdict): void;
}

/** Where item `i` of a part begins in its bytes; for `to`, where its items end. */
export function itemStart({ starts, shift }: BulkPart, i: number): number {
  return (starts[i] as number) + shift;
}

/** Documents of one or many objects that travel in one request. */
export interface BulkBatch {
  readonly parts: readonly BulkPart[];
  readonly bytes: number;
  readonly docs: number;
}

/** What one item of a bulk answer means. */
export type ItemVerdict =
  | FinalVerdict
  /**
   * This item again, later: 429, 5xx, a version that moved.
   * `doubt`, here and below: the reason is not known to be the cluster's, so it may be the document after all.
   */
  | { readonly kind: 'retry'; readonly problem: Problem; readonly doubt?: RejectReason }
  /** Nothing is wrong with the document, everything is with the cluster: stop pulling, probe, then again (R17, R18). */
  | { readonly kind: 'brake'; readonly problem: Problem; readonly doubt?: RejectReason };

export type FinalVerdict = { readonly kind: 'ok' } | { readonly kind: 'duplicate' } | Reject;

/** The document itself is at fault: it will never be taken. */
export interface Reject {
  readonly kind: 'reject';
  readonly problem: Problem;
  readonly reason: RejectReason;
  /** It is in the rejects of its object, which `commit` makes durable: the object has not failed for it (R21). */
  readonly kept?: true;
}

/** What the cluster said against a document, in its own words. */
export interface RejectReason {
  /** `error.type` */
  readonly type: string;
  /** One line. */
  readonly text: string;
}

/** Where documents go. */
export interface Sink {
  /**
   * Resolves when every item of the batch has its final verdict and the parts were told; however long that takes.
   * Nothing reads the batch's bytes after that: others take their place.
   * Rejects only when `signal` aborts (parts that were not told stay untold) or when the run cannot go on.
   */
  deliver(batch: BulkBatch, signal: AbortSignal): Promise<void>;
  /**
   * Every document of this attempt that could be taken was, and the books say so: make them durable. Called before the
   * item settles. A problem: it could not, and the object has failed. Rejects when the run cannot go on.
   */
  commit(object: string): Promise<Problem | undefined>;
  /** This attempt is given up and not in the books: what was kept of it may go. */
  discard(object: string): Promise<void>;
  close(): Promise<void>;
}
