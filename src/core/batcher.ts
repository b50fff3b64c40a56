import type { BulkPart, Sink } from '../model/bulk.ts';
import type { AdaptiveLimit } from './adaptive-limit.ts';
import { cutBatch, partBytes } from './cut.ts';
import type { Limit } from './limit.ts';

export interface BatchLimits {
  /** A bulk request is sent when it has this many bytes … */
  readonly maxBytes: number;
  /** … or documents … */
  readonly maxDocs: number;
  /** … or when its first document has waited this long, ms. */
  readonly maxAge: number;
  /** Bytes of documents, waiting or under way, above which readers wait: what bounds the memory. */
  readonly maxUnsettled: number;
}

/** A reader that waits for room under the byte budget. */
interface Blocked {
  readonly part: BulkPart;
  readonly bytes: number;
  admitted(): void;
  refused(reason: unknown): void;
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
  readonly #queue: BulkPart[] = [];
  #queuedBytes = 0;
  #queuedDocs = 0;
  #unsettled = 0;
  #readers = 0;
  #timer: NodeJS.Timeout | undefined;
  #old = false;
  /** First come, first served. */
  readonly #blocked: Blocked[] = [];

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
  }

  /** It has ended: its slot is free, its ticket waits by itself. */
  readerClosed(): void {
    this.#readers -= 1;
    this.#pump();
  }

  /** Resolves when there was room for the part. Rejects when the run is aborted. */
  add(part: BulkPart): Promise<void> {
    return new Promise((admitted, refused) => {
      this.#signal.throwIfAborted();
      const entry = { part, bytes: partBytes(part), admitted, refused };
      this.#blocked.push(entry);
      this.#pump();
      // Readers that wait for room are too many readers.
      if (this.#blocked.includes(entry)) this.#slots.pushedBack();
      else this.#slots.worked();
    });
  }

  /**
   * Lets in who fits. The bytes count from this moment, not from when the reader wakes: in between another one would
   * be given the same room.
   */
  #admit(): void {
    for (let first = this.#blocked[0]; first && this.#fits(first.bytes); first = this.#blocked[0]) {
      this.#blocked.shift();
      const { part, bytes } = first;
      if (part.from < part.to) this.#queue.push(part);
      this.#unsettled += bytes;
      this.#queuedBytes += bytes;
      this.#queuedDocs += part.to - part.from;
      first.admitted();
    }
  }

  #fits(bytes: number): boolean {
    // A part larger than the whole budget passes when it is alone.
    return this.#unsettled === 0 || this.#unsettled + bytes <= this.#limits.maxUnsettled;
  }

  #due(): boolean {
    if (this.#queue.length === 0) return false;
    const { maxBytes, maxDocs } = this.#limits;
    // Who waits for room keeps everybody behind it waiting too: the budget is used up.
    const nobodyCanAdd = this.#readers === 0 || this.#blocked.length > 0;
    return this.#queuedBytes >= maxBytes || this.#queuedDocs >= maxDocs || this.#old || nobodyCanAdd;
  }

  #pump(): void {
    this.#admit();
    while (this.#bulks.free && this.#due()) void this.#deliver();
    if (this.#queue.length > 0 && !this.#old) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#old = true;
        this.#pump();
      }, this.#limits.maxAge);
    }
  }

  async #deliver(): Promise<void> {
    const batch = cutBatch(this.#queue, this.#limits.maxBytes, this.#limits.maxDocs);
    this.#queuedBytes -= batch.bytes;
    this.#queuedDocs -= batch.docs;
    // What is left is younger: its age counts from now.
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#old = false;
    try {
      // `#pump` saw a free place and nothing ran in between: this does not wait.
      await this.#bulks.enter();
      await this.#sink.deliver(batch, this.#signal);
    } catch (error) {
      if (!this.#signal.aborted) this.#fatal(error);
    } finally {
      this.#bulks.leave();
      this.#unsettled -= batch.bytes;
      this.#pump();
    }
  }

  /** What waits will never be sent; what is under way ends by the same signal. */
  #onAbort(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
    this.#unsettled -= this.#queuedBytes;
    this.#queuedBytes = 0;
    this.#queuedDocs = 0;
    for (const { refused } of this.#blocked.splice(0)) refused(this.#signal.reason);
  }
}
