import type { BulkBatch, Sink } from '../model/bulk.ts';
import type { AdaptiveLimit } from './adaptive-limit.ts';
import type { Limit } from './limit.ts';
import { type Handed, itemBytes, OpenBatch } from './open-batch.ts';

export interface BatchLimits {
  /** A bulk request is sent when it has this many bytes … */
  readonly maxBytes: number;
  /** … or documents … */
  readonly maxDocs: number;
  /** … or when its first document has waited this long, ms. */
  readonly maxAge: number;
  /** Batches in the making, waiting or under way, above which readers wait: with `maxBytes`, what bounds the memory. */
  readonly maxBatches: number;
}

/** A reader that waits until all its items are in batches. */
interface Waiting {
  readonly handed: Handed;
  /** The first item that is in none yet. */
  from: number;
  admitted(): void;
  refused(reason: unknown): void;
}

/** A batch, and the buffer that its items lie in. */
interface Full {
  readonly batch: BulkBatch;
  readonly bytes: Buffer;
}

/**
 * Documents of many objects share one bulk request. It goes when it is full, when it is old, **and at once when
 * no open reader can add to it** (R12): else every slot would sit at the end of its object, waiting for a batch
 * that nobody can fill.
 */
export class Batcher {
  readonly #sink: Sink;
  readonly #bulks: Limit;
  readonly #slots: AdaptiveLimit;
  readonly #limits: BatchLimits;
  readonly #signal: AbortSignal;
  readonly #fatal: (error: unknown) => void;
  /** Buffers of `maxBytes` that no batch has at the moment. */
  readonly #spare: Buffer[] = [];
  #open: { readonly batch: OpenBatch; readonly bytes: Buffer } | undefined;
  /** Full ones that wait for a bulk request to end. */
  readonly #full: Full[] = [];
  #underWay = 0;
  #unsettled = 0;
  #readers = 0;
  #alone: NodeJS.Immediate | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** The open batch is to go as it is. */
  #due = false;
  /** First come, first served. */
  readonly #waiting: Waiting[] = [];

  /** `slots` hears how readers fare; `fatal` hears of a sink that cannot go on; every batch after that is left untold. */
  constructor(
    sink: Sink,
    bulks: Limit,
    slots: AdaptiveLimit,
    limits: BatchLimits,
    signal: AbortSignal,
    fatal: (error: unknown) => void,
  ) {
    this.#sink = sink;
    this.#bulks = bulks;
    this.#slots = slots;
    this.#limits = limits;
    this.#signal = signal;
    this.#fatal = fatal;
    signal.addEventListener('abort', () => this.#onAbort(), { once: true });
  }

  get unsettledBytes(): number {
    return this.#unsettled;
  }

  /** An object is being read: documents may come from it. */
  readerOpened(): void {
    this.#readers += 1;
    clearImmediate(this.#alone);
  }

  /**
   * It has ended: its slot is free, its ticket waits by itself. Whoever has the next object at hand opens it in the same
   * turn of the event loop; only then is there nobody who can add (many small objects: a fifth of the requests).
   */
  readerClosed(): void {
    this.#readers -= 1;
    if (this.#readers > 0 || this.#signal.aborted) return;
    clearImmediate(this.#alone);
    this.#alone = setImmediate(() => this.#onDue());
  }

  /** Resolves when all items are in batches and the chunk's bytes are no longer needed. Rejects when the run is aborted. */
  add(handed: Handed): Promise<void> {
    return new Promise((admitted, refused) => {
      this.#signal.throwIfAborted();
      const entry = { handed, from: 0, admitted, refused };
      this.#waiting.push(entry);
      this.#pump();
      // Readers that wait for room are too many readers.
      if (this.#waiting.includes(entry)) this.#slots.pushedBack();
      else this.#slots.worked();
    });
  }

  #pump(): void {
    do {
      for (let first = this.#waiting[0]; first && this.#take(first); first = this.#waiting[0]) {
        this.#waiting.shift();
        first.admitted();
      }
      if (this.#due && this.#full.length === 0 && this.#bulks.free) this.#close();
    } while (this.#send());
    if (this.#open && !this.#due) this.#timer ??= setTimeout(() => this.#onDue(), this.#limits.maxAge);
  }

  /** False: there is no room for all of its items. */
  #take(entry: Waiting): boolean {
    const { handed } = entry;
    while (entry.from < handed.chunk.docs) {
      this.#open ??= this.#begin(itemBytes(handed.chunk, entry.from));
      if (!this.#open) return false;
      const { batch } = this.#open;
      const before = batch.used;
      entry.from = batch.add(handed, entry.from);
      this.#unsettled += batch.used - before;
      if (batch.full || entry.from < handed.chunk.docs) this.#close();
    }
    return true;
  }

  /** A document that is larger than a request goes alone: it is the cluster's to judge. */
  #begin(firstBytes: number) {
    const { maxBytes, maxDocs, maxBatches } = this.#limits;
    if (this.#full.length + this.#underWay >= maxBatches) return undefined;
    const bytes =
      firstBytes > maxBytes
        ? Buffer.allocUnsafeSlow(firstBytes)
        : (this.#spare.pop() ?? Buffer.allocUnsafeSlow(maxBytes));
    return { batch: new OpenBatch(bytes, maxDocs), bytes };
  }

  /** Nothing more is added to the open batch. */
  #close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = false;
    if (this.#open) this.#full.push({ batch: this.#open.batch.batch(), bytes: this.#open.bytes });
    this.#open = undefined;
  }

  #onDue(): void {
    this.#due = this.#open !== undefined;
    this.#pump();
  }

  /** False: nothing to send, or nowhere to send it. */
  #send(): boolean {
    if (!this.#bulks.free) return false;
    const next = this.#full.shift();
    if (next) void this.#deliver(next);
    return next !== undefined;
  }

  async #deliver({ batch, bytes }: Full): Promise<void> {
    this.#underWay += 1;
    try {
      // `#send` saw a free place and nothing ran in between: this does not wait.
      await this.#bulks.enter();
      await this.#sink.deliver(batch, this.#signal);
      if (bytes.length === this.#limits.maxBytes) this.#spare.push(bytes);
    } catch (error) {
      if (!this.#signal.aborted) this.#fatal(error);
    } finally {
      this.#bulks.leave();
      this.#underWay -= 1;
      this.#unsettled -= batch.bytes;
      this.#pump();
    }
  }

  /** What waits will never be sent; what is under way ends by the same signal. */
  #onAbort(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#alone);
    this.#unsettled -= this.#full.reduce((sum, { batch }) => sum + batch.bytes, this.#open?.batch.used ?? 0);
    this.#full.length = 0;
    this.#open = undefined;
    for (const { refused } of this.#waiting.splice(0)) refused(this.#signal.reason);
  }
}
