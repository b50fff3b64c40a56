import type { ObjectRef, Outcome, Source, WorkItem } from '../../model/object.ts';

/** A source that objects are put into. What waits costs its reference alone. */
export class Feed implements Source {
  readonly #ready: WorkItem[] = [];
  readonly #waiters: ((result: IteratorResult<WorkItem>) => void)[] = [];
  readonly #notBegun: () => void;
  #ended = false;

  /** `notBegun` is called for each object that nobody reads. */
  constructor(notBegun: () => void) {
    this.#notBegun = notBegun;
  }

  /** Resolves with what became of it; `aborted` when nobody reads any more. */
  add(ref: ObjectRef): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const item: WorkItem = { ref, settle: async (outcome) => resolve(outcome) };
    const waiter = this.#waiters.shift();
    if (this.#ended) void this.#abort(item);
    else if (waiter) waiter({ done: false, value: item });
    else this.#ready.push(item);
    return promise;
  }

  /** Nothing more comes; what was put in is still given out. */
  end(): void {
    this.#ended = true;
    for (const waiter of this.#waiters.splice(0)) waiter({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): AsyncIterator<WorkItem> {
    return { next: () => this.#next(), return: () => this.#leave() };
  }

  #next(): Promise<IteratorResult<WorkItem>> {
    const value = this.#ready.shift();
    if (value) return Promise.resolve({ done: false, value });
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => void this.#waiters.push(resolve));
  }

  async #leave(): Promise<IteratorResult<WorkItem>> {
    this.end();
    for (const item of this.#ready.splice(0)) await this.#abort(item);
    return { done: true, value: undefined };
  }

  #abort(item: WorkItem): Promise<void> {
    this.#notBegun();
    return item.settle({ kind: 'aborted' });
  }
}
