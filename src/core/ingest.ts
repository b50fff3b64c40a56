import type { Sink } from '../model/bulk.ts';
import { type Outcome, type Source, uriOf, type WorkItem } from '../model/object.ts';
import type { OpenObject } from '../source/open.ts';
import { Batcher, type BatchLimits } from './batcher.ts';
import { Limit } from './limit.ts';
import type { Metrics } from './metrics.ts';
import { type ReadEnd, readObject } from './object.ts';
import type { Route } from './route.ts';
import { Ticket } from './ticket.ts';

/*
 *  The path of the data; every command that moves documents differs from the others by its source alone.
 *
 *    source --WorkItem--> reader (one of `concurrency` slots)             ticket (one per object)
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
  readonly metrics: Metrics;
  /** Aborted to leave everything where it is: what is open settles as `aborted`. */
  readonly abort: AbortSignal;
}

export interface IngestLimits extends BatchLimits {
  /** Objects read at once. */
  readonly concurrency: number;
  /** Objects read or waiting for verdicts at once: each is a message that is held. */
  readonly maxObjects: number;
  /** Bulk requests under way at once. */
  readonly bulks: number;
  readonly maxLineBytes: number;
}

/** Times an object is begun again because it was overwritten while it was read. */
const maxRestarts = 3;

/**
 * Runs until the source ends and everything that it gave has settled.
 * Rejects when the sink cannot go on; what was open has settled as `aborted` by then.
 */
export function ingest(deps: IngestDeps, limits: IngestLimits): Promise<void> {
  return new Engine(deps, limits).run();
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
  #readers = 0;

  constructor(deps: IngestDeps, limits: IngestLimits) {
    this.#deps = deps;
    this.#limits = limits;
    this.#signal = AbortSignal.any([deps.abort, this.#failure.signal]);
    this.#signal.addEventListener('abort', () => {
      for (const ticket of this.#open) ticket.abort();
    });
    const bulks = new Limit(limits.bulks);
    this.#batcher = new Batcher(deps.sink, bulks, limits, this.#signal, (e) => this.#failure.abort(e));
    this.#held = new Limit(limits.maxObjects);
    deps.metrics.gauges = () => ({
      readers: this.#readers,
      objects: this.#underWay.size,
      bulks: bulks.used,
      bytes: this.#batcher.unsettledBytes,
    });
  }

  async run(): Promise<void> {
    const iterator = this.#deps.source[Symbol.asyncIterator]();
    // A slot that waits for work must not wait for ever once there is nobody to work for.
    this.#signal.addEventListener('abort', () => void iterator.return?.());
    await Promise.all(Array.from({ length: this.#limits.concurrency }, () => this.#slot(iterator)));
    // Readers are done; tickets still wait for their verdicts.
    while (this.#underWay.size > 0) await Promise.all(this.#underWay.values());
    if (this.#failure.signal.aborted) throw this.#failure.signal.reason;
  }

  /** One reader: takes an item, reads it to its end, takes the next. */
  async #slot(iterator: AsyncIterator<WorkItem>): Promise<void> {
    for (;;) {
      await this.#held.enter();
      const next = await iterator.next();
      if (next.done) {
        this.#held.leave();
        return;
      }
      await this.#work(next.value);
    }
  }

  async #work(item: WorkItem): Promise<void> {
    const uri = uriOf(item.ref);
    while (this.#underWay.has(uri)) await this.#underWay.get(uri);
    const settled = Promise.withResolvers<void>();
    this.#underWay.set(uri, settled.promise);
    this.#deps.metrics.objects.started += 1;
    for (let restarts = 0; ; restarts++) {
      const { ticket, outcome, end } = await this.#read(item);
      if (end.kind === 'changed' && restarts < maxRestarts && !this.#signal.aborted) {
        // What was sent of the old version has to land first: its part file is thrown away as a whole.
        await outcome;
        this.#deps.metrics.count.abandoned += ticket.books.read;
        this.#deps.metrics.problem(end.problem);
        await this.#deps.sink.discard(uri);
        continue;
      }
      // From here on the ticket waits by itself and the slot is free.
      void outcome
        .then((result) => this.#settle(item, uri, ticket, result))
        .finally(() => {
          this.#underWay.delete(uri);
          this.#held.leave();
          settled.resolve();
        });
      return;
    }
  }

  /** One attempt: `outcome` resolves when the last verdict has come. */
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
    this.#readers -= 1;
    this.#batcher.readerClosed();
    return { ticket, outcome, end };
  }

  /** Never rejects: an object whose end cannot be told would be held for ever. */
  async #settle(item: WorkItem, uri: string, ticket: Ticket, outcome: Outcome): Promise<void> {
    const { sink, metrics } = this.#deps;
    let final = outcome;
    try {
      if (outcome.kind === 'delivered') await sink.commit(uri);
      else await sink.discard(uri);
    } catch (error) {
      this.#failure.abort(error);
      final = { kind: 'aborted' };
    }
    metrics.objectEnded(final, uri, ticket.books);
    await item.settle(final).catch((error) => this.#failure.abort(error));
  }
}
