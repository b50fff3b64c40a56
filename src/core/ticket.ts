import { type Books, emptyBooks } from '../model/books.ts';
import type { BulkChunk, FinalVerdict } from '../model/bulk.ts';
import { never, type Problem } from '../model/errors.ts';
import type { Outcome } from '../model/object.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Why reading stopped before the end of the object. */
export type ReadFailure =
  | { readonly kind: 'missing'; readonly problem: Problem }
  /** It was overwritten while it was read: what was read of it is of an object that is no more (R8). */
  | { readonly kind: 'changed'; readonly problem: Problem }
  | { readonly kind: 'unreadable'; readonly problem: Problem }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'aborted' };

/**
 * The ledger of one attempt at one object: lines that went in, verdicts that came back.
 * It is done when reading has ended and every document has its final verdict; never before.
 */
export class Ticket {
  readonly #books: Mutable<Books> = emptyBooks();
  #pending = 0;
  #ended = false;
  #closed = false;
  #failure: ReadFailure | undefined;
  #rejection: Problem | undefined;
  readonly #done: (outcome: Outcome) => void;

  /** `done` is called exactly once. */
  constructor(done: (outcome: Outcome) => void) {
    this.#done = done;
  }

  get books(): Books {
    return this.#books;
  }

  /** A chunk was made from the object: its documents are now waited for. */
  add(chunk: BulkChunk): void {
    const books = this.#books;
    books.read += chunk.read;
    books.malformed += chunk.malformed;
    const filtered = books.filtered as Record<string, number>;
    for (const kind in chunk.filtered) filtered[kind] = (filtered[kind] ?? 0) + (chunk.filtered[kind] ?? 0);
    this.#pending += chunk.docs;
  }

  /** So many documents have this verdict. Verdicts that come after an abort are ignored. */
  settle(verdict: FinalVerdict, docs = 1): void {
    if (this.#closed) return;
    if (verdict.kind === 'ok') this.#books.indexed += docs;
    else if (verdict.kind === 'duplicate') this.#books.duplicate += docs;
    else {
      this.#books.rejected += docs;
      if (!verdict.kept) this.#rejection ??= verdict.problem;
    }
    this.#pending -= docs;
    this.#finish();
  }

  /** Nothing more will be read: the end of the object, or a failure on the way. */
  end(how: { readonly kind: 'end' } | ReadFailure): void {
    if (this.#ended) return;
    // The last chunk was refused: no verdict will come for it.
    if (how.kind === 'aborted') {
      this.abort();
      return;
    }
    this.#ended = true;
    if (how.kind !== 'end') this.#failure = how;
    this.#finish();
  }

  /** Stop waiting: whatever is still open will not be told. */
  abort(): void {
    if (this.#closed) return;
    this.#ended = true;
    this.#failure = { kind: 'aborted' };
    this.#pending = 0;
    this.#finish();
  }

  #finish(): void {
    if (!this.#ended || this.#pending > 0) return;
    this.#closed = true;
    this.#done(this.#outcome());
  }

  #outcome(): Outcome {
    const books = this.#books;
    const failure = this.#failure;
    if (failure) return failureOutcome(failure, books);
    if (this.#rejection) return { kind: 'failed', problem: this.#rejection, books };
    // An object of which nothing was understood must not be deleted as if it had been delivered.
    // Lines whose log-status is no status are filtered as `other`: that is how fields in another order look.
    if (books.read > 0 && books.malformed + (books.filtered.other ?? 0) === books.read) {
      return {
        kind: 'unreadable',
        books,
        problem: {
          code: 'LF_NOTHING_PARSED',
          message: `none of its ${books.read} lines fits the fields`,
          hint: 'Look at its first lines: fields are taken from the header line, or from the built-in order when there is none.',
        },
      };
    }
    return { kind: 'delivered', books };
  }
}

function failureOutcome(failure: ReadFailure, books: Books): Outcome {
  switch (failure.kind) {
    case 'aborted':
      return failure;
    case 'missing':
      return failure;
    case 'changed':
    case 'failed':
      return { kind: 'failed', problem: failure.problem, books };
    case 'unreadable':
      return { kind: 'unreadable', problem: failure.problem, books };
    default:
      return never(failure);
  }
}
