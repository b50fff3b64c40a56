import { type Books, emptyBooks } from '../model/books.ts';
import type { Sink } from '../model/bulk.ts';
import type { Problem } from '../model/errors.ts';
import { type Outcome, type Source, uriOf, type WorkItem } from '../model/object.ts';
import type { OpenObject } from '../source/open.ts';
import type { AdaptiveLimit } from './adaptive-limit.ts';
import { Batcher, type BatchLimits } from './batcher.ts';
import { Limit } from './limit.ts';
import type { Metrics } from './metrics.ts';
import { type ReadEnd, readObject } from './object.ts';
import type { Route } from './route.ts';
import { Ticket } from './ticket.ts';
import type { Watermarks } from './watermark.ts';

/*
 *  The path of the data; every command that moves documents differs from the others by its source alone.
 *
 *    source --WorkItem--> reader (one of `readers` slots)             ticket (one per object)
 *                           open -> blocks -> transform --chunk--> add(chunk)
 *                                                   |                  ^
 *                                                   v                  | settle(verdict) per document
 *                                               batcher --batch--> sink.deliver
 *
 *    the reader's slot is free at the end of the object; the ticket goes on waiting for verdicts, and then:
 *    ticket done -> sink.commit -> item.settle(outcome) -> the message is deleted or released
 *
 *  Back-pressure is awaiting: no room in the batcher -> the reader does not read -> the socket stops;
 *  no free slot -> the source is not asked.
 */

export interface IngestDeps {
  readonly source: Source;
  readonly open: OpenObject;
  readonly route: Route;
  readonly sink: Sink;
  /** Objects read at once; more while there is room for their documents, fewer while readers wait for it. */
  readonly readers: AdaptiveLimit;
  /** Bulk requests under way at once; whoever sees the cluster's answers tells it how they were. */
  readonly bulks: AdaptiveLimit;
  readonly metrics: Metrics;
  /** Absent: each attempt at an object sends all of it, as a sink needs that throws away what it has of a failed one. */
  readonly watermarks?: Watermarks;
  /** Waited for before the first document of a pipeline; an object of one that has a problem has failed. */
  readonly prepare?: (pipeline: string) => Promise<Problem | undefined>;
  /** Aborted to leave everything where it is: what is open settles as `aborted`. */
  readonly abort: AbortSignal;
}

export interface IngestLimits extends BatchLimits {
  /** Objects read or waiting for verdicts at once: each is a message that is held. */
  readonly maxObjects: number;
  readonly maxLineBytes: number;
}

/** Objects read at once, whatever anybody asks for. */
export const mostReaders = 256;

/** Times an object is begun again because it was overwritten while it was read. */
const maxRestarts = 3;

/**
 * Runs until the source ends and everything that it gave has settled.
 * Rejects when the sink cannot go on, with what was open settled as `aborted` by then; and when the source fails, with
 * what it gave before brought to its end.
 * After an abort the source is asked to `return`, and what its pending `next` still brings settles as `aborted`.
 */
export function ingest(deps: IngestDeps, limits: IngestLimits): Promise<void> {
  return new Engine(deps, limits).run();
}

/** An object that has been read as often as need be; `outcome` resolves when the last verdict has come. */
interface Attempt {
  readonly books: Books;
  readonly outcome: Promise<Outcome>;
}

class Engine {
  readonly #deps: IngestDeps;
  readonly #limits: IngestLimits;
  /** Aborts when the sink cannot go on. */
  readonly #failure = new AbortController();
  readonly #signal: AbortSignal;
  readonly #batcher: Batcher;
  readonly #held: Limit;
  readonly #open = new Set<Ticket>();
  /** Objects that are on their way, by uri: the same one twice at once would share one part file. */
  readonly #underWay = new Map<string, Promise<void>>();
  #sourceFailure: { readonly error: unknown } | undefined;
  #readers = 0;

  constructor(deps: IngestDeps, limits: IngestLimits) {
    this.#deps = deps;
    this.#limits = limits;
    this.#signal = AbortSignal.any([deps.abort, this.#failure.signal]);
    this.#signal.addEventListener('abort', () => {
      for (const ticket of this.#open) ticket.abort();
    });
    const { bulks, readers } = deps;
    this.#batcher = new Batcher(deps.sink, bulks, readers, limits, this.#signal, (e) =>
      this.#failure.abort(e),
    );
    this.#held = new Limit(limits.maxObjects);
    deps.metrics.gauges = () => ({
      readers: this.#readers,
      objects: this.#underWay.size,
      bulks: bulks.used,
      bytes: this.#batcher.unsettledBytes,
      readersLimit: readers.max,
      bulksLimit: bulks.max,
      readersMost: readers.most,
    });
  }

  async run(): Promise<void> {
    const iterator = this.#deps.source[Symbol.asyncIterator]();
    // A slot that waits for work must not wait for ever once there is nobody to work for.
    if (this.#signal.aborted) void leave(iterator);
    else this.#signal.addEventListener('abort', () => void leave(iterator));
    // As many as a person may ask for in a while: one that is not let in costs a promise.
    await Promise.all(Array.from({ length: mostReaders }, () => this.#slot(iterator)));
    // Readers are done; tickets still wait for their verdicts.
    while (this.#underWay.size > 0) await Promise.all(this.#underWay.values());
    if (this.#failure.signal.aborted) throw this.#failure.signal.reason;
    if (this.#sourceFailure && !this.#signal.aborted) throw this.#sourceFailure.error;
  }

  /** One reader: takes an item, reads it to its end, takes the next. Never rejects. */
  async #slot(iterator: AsyncIterator<WorkItem>): Promise<void> {
    for (;;) {
      await this.#deps.readers.enter();
      await this.#held.enter();
      const item = await this.#next(iterator);
      if (item) await this.#work(item);
      else this.#held.leave();
      this.#deps.readers.leave();
      if (!item) return;
    }
  }

  /** Undefined: there is nothing more to do. */
  async #next(iterator: AsyncIterator<WorkItem>): Promise<WorkItem | undefined> {
    if (this.#signal.aborted || this.#sourceFailure) return undefined;
    try {
      const next = await iterator.next();
      return next.done ? undefined : next.value;
    } catch (error) {
      this.#sourceFailure ??= { error };
      return undefined;
    }
  }

  async #work(item: WorkItem): Promise<void> {
    const uri = uriOf(item.ref);
    while (this.#underWay.has(uri)) await this.#underWay.get(uri);
    const settled = Promise.withResolvers<void>();
    this.#underWay.set(uri, settled.promise);
    this.#deps.metrics.objectBegun(uri, item.ref.kind === 's3' ? item.ref.size : undefined);
    const { books, outcome } = await this.#attempt(item, uri);
    // From here on the ticket waits by itself and the slot is free.
    void outcome
      .then((result) => this.#settle(item, uri, books, result))
      .finally(() => {
        this.#underWay.delete(uri);
        this.#held.leave();
        settled.resolve();
      });
  }

  /** Reads the object, and again from its start when it was overwritten meanwhile (R8). */
  async #attempt(item: WorkItem, uri: string): Promise<Attempt> {
    const { metrics } = this.#deps;
    for (let restarts = 0; ; restarts++) {
      const { ticket, outcome, end } = await this.#read(item);
      if (end.kind !== 'changed') return { books: ticket.books, outcome };
      // What was sent of the old version has to land first: its part file is thrown away as a whole.
      await outcome;
      metrics.count.abandoned += ticket.books.read;
      await this.#conclude(uri, { kind: 'aborted' });
      if (this.#signal.aborted) return ended({ kind: 'aborted' });
      if (restarts === maxRestarts) {
        return ended({ kind: 'failed', problem: end.problem, books: emptyBooks() });
      }
      metrics.problem(end.problem);
    }
  }

  /** One pass over the object. */
  async #read(item: WorkItem): Promise<{ ticket: Ticket; outcome: Promise<Outcome>; end: ReadEnd }> {
    const { promise: outcome, resolve } = Promise.withResolvers<Outcome>();
    const ticket = new Ticket(resolve);
    this.#open.add(ticket);
    void outcome.then(() => this.#open.delete(ticket));
    this.#readers += 1;
    this.#batcher.readerOpened();
    const end = await readObject(item, ticket, {
      ...this.#deps,
      batcher: this.#batcher,
      maxLineBytes: this.#limits.maxLineBytes,
      signal: this.#signal,
    });
    ticket.end(end);
    if (end.kind === 'end') this.#deps.metrics.underWay.read(uriOf(item.ref));
    this.#readers -= 1;
    this.#batcher.readerClosed();
    return { ticket, outcome, end };
  }

  /** Never rejects: an object whose end cannot be told would be held for ever. */
  async #settle(item: WorkItem, uri: string, books: Books, outcome: Outcome): Promise<void> {
    const final = await this.#conclude(uri, outcome);
    this.#deps.metrics.objectEnded(final, uri, books);
    this.#deps.watermarks?.ended(uri, final);
    try {
      await item.settle(final);
    } catch (error) {
      this.#failure.abort(error);
    }
  }

  /** The outcome after the sink did its part; aborted when it could not, and cannot go on. */
  async #conclude(uri: string, outcome: Outcome): Promise<Outcome> {
    const { sink } = this.#deps;
    try {
      // What the books call indexed has to last, also where only a part of the object could be read.
      const problem = 'books' in outcome ? await sink.commit(uri) : await sink.discard(uri);
      return problem && outcome.kind === 'delivered' ? { ...outcome, kind: 'failed', problem } : outcome;
    } catch (error) {
      this.#failure.abort(error);
      return { kind: 'aborted' };
    }
  }
}

function ended(outcome: Outcome): Attempt {
  return { books: emptyBooks(), outcome: Promise.resolve(outcome) };
}

async function leave(iterator: AsyncIterator<WorkItem>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // Nobody wants more of it: how it takes that changes nothing.
  }
}
