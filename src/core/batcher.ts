import type { BulkPart, Sink } from '../model/bulk.ts';
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

/**
 * Documents of many objects share one bulk request. It goes when it is full, when it is old, **and at once when
 * no open reader can add to it** (R12): else every slot would sit at the end of its object, waiting for a batch
 * that nobody can fill.
 */
export class Batcher {
  readonly #sink: Sink;
  readonly #bulks: Limit;
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
  /** Readers that wait for room under the byte budget, first come first served. */
  readonly #blocked: { bytes: number; go: () => void }[] = [];
  #idleWaiters: (() => void)[] = [];

  /** `fatal` hears of a sink that cannot go on; every batch after that is left untold. */
  constructor(
    sink: Sink,
    bulks: Limit,
    limits: BatchLimits,
    signal: AbortSignal,
    fatal: (error: unknown) => void,
  ) {
    this.#sink = sink;
    this.#bulks = bulks;
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
  async add(part: BulkPart): Promise<void> {
    const bytes = partBytes(part);
    if (part.to === part.from) return;
    if (this.#blocked.length > 0 || !this.#fits(bytes)) await this.#room(bytes);
    this.#signal.throwIfAborted();
    this.#unsettled += bytes;
    this.#queue.push(part);
    this.#queuedBytes += bytes;
    this.#queuedDocs += part.to - part.from;
    this.#pump();
  }

  #fits(bytes: number): boolean {
    // A part larger than the whole budget passes when it is alone.
    return this.#unsettled === 0 || this.#unsettled + bytes <= this.#limits.maxUnsettled;
  }

  #room(bytes: number): Promise<void> {
    return new Promise((go) => {
      this.#blocked.push({ bytes, go });
      this.#pump();
    });
  }

  #unblock(): void {
    const first = this.#blocked[0];
    if (!first || !this.#fits(first.bytes)) return;
    this.#blocked.shift();
    // One at a time: the next is looked at when this one has added its bytes (`#pump` at the end of `add`).
    first.go();
  }

  #due(): boolean {
    if (this.#queue.length === 0) return false;
    const { maxBytes, maxDocs } = this.#limits;
    const nobodyCanAdd = this.#readers - this.#blocked.length <= 0;
    return this.#queuedBytes >= maxBytes || this.#queuedDocs >= maxDocs || this.#old || nobodyCanAdd;
  }

  #pump(): void {
    this.#unblock();
    while (!this.#signal.aborted && this.#bulks.free && this.#due()) void this.#deliver();
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
      if (this.#unsettled === 0) for (const go of this.#idleWaiters.splice(0)) go();
    }
  }

  /** Resolves when nothing is waiting and nothing is under way. */
  idle(): Promise<void> {
    if (this.#unsettled === 0 || this.#signal.aborted) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  #onAbort(): void {
    clearTimeout(this.#timer);
    for (const { go } of this.#blocked.splice(0)) go();
    for (const go of this.#idleWaiters.splice(0)) go();
  }
}
