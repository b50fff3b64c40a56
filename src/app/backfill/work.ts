import { aftermathOf } from '../../failures/aftermath.ts';
import type { Brake } from '../../model/control.ts';
import { LogflowError, never, type Problem, plainProblem } from '../../model/errors.ts';
import type { Outcome, S3Ref, WorkItem } from '../../model/object.ts';
import type { ListedObject } from '../../source/listing/page.ts';
import { hashOf, type Ledger } from './ledger/ledger.ts';
import type { FailedObject } from './ledger/record.ts';
import type { Pacer } from './rate.ts';
import { refOf, type Selection } from './selection.ts';

/** Objects in a row that fail for what is no fault of theirs (no credentials, no network), after which the run gives up. */
const hopeless = 50;

/** How far the listing got, and what was left out by it. */
export interface Progress {
  /** In the ledger, and not done again. */
  doneBefore: number;
  /** All was given that was to be, or as much as `--limit` allows; `early` until then. */
  end: 'all' | 'limit' | 'early';
}

export interface WorkDeps {
  readonly ledger: Ledger;
  readonly progress: Progress;
  readonly limit: number;
  readonly pacer: Pacer | undefined;
  readonly place: (ref: S3Ref) => S3Ref;
  readonly stop: AbortSignal;
  /** Waited for before each: nothing is begun that could not be delivered (R18). */
  readonly brake: Brake;
}

/** What the listing gives, less what is not asked for and what is done. */
export async function* fromListing(
  pages: AsyncIterable<readonly ListedObject[]>,
  selection: Selection,
  { ledger, progress }: Pick<WorkDeps, 'ledger' | 'progress'>,
): AsyncGenerator<ListedObject> {
  for await (const page of pages) {
    for (const object of page) {
      if (!selection.takes(object)) continue;
      if (ledger.before.size > 0 && ledger.before.isDone(hashOf(object))) progress.doneBefore += 1;
      else yield object;
    }
  }
}

/** What failed before. When it was written is not known any more. */
export async function* fromLedger(ledger: Ledger): AsyncGenerator<ListedObject> {
  for await (const object of ledger.failed()) yield { ...object, lastModified: 0 };
}

/**
 * Objects as work: limited, paced, and with the ledger as their acknowledgement. Ends early when `stop` aborts, and when
 * it is asked to return, whatever it waits for.
 */
export function workOf(
  objects: (signal: AbortSignal) => AsyncGenerator<ListedObject>,
  deps: WorkDeps,
): AsyncIterable<WorkItem> {
  const over = new AbortController();
  const signal = AbortSignal.any([deps.stop, over.signal]);
  const items = generate(objects(signal), deps, signal);
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => items.next(),
      async return() {
        over.abort();
        return items.return(undefined);
      },
    }),
  };
}

async function* generate(
  objects: AsyncGenerator<ListedObject>,
  deps: WorkDeps,
  signal: AbortSignal,
): AsyncGenerator<WorkItem, undefined> {
  const settle = settler(deps);
  let given = 0;
  try {
    for await (const object of objects) {
      if (signal.aborted) return;
      if (given >= deps.limit) {
        deps.progress.end = 'limit';
        return;
      }
      await deps.brake.released(signal);
      const price = (await deps.pacer?.admit(signal)) ?? 0;
      given += 1;
      const ref = deps.place(refOf(object));
      yield { ref, settle: (outcome) => settle(object, price, outcome) };
    }
    if (!signal.aborted) deps.progress.end = 'all';
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Writes down how an object ended; what was not begun, or was left, is not in the ledger. Rejects when the run makes no sense any more. */
function settler({ ledger, pacer }: WorkDeps) {
  let inVain = 0;
  return async (object: FailedObject, price: number, outcome: Outcome): Promise<void> => {
    const hash = hashOf(object);
    const failed = ({ code }: Problem) => {
      const { bucket, key, etag, size } = object;
      ledger.add({ kind: 'failed', hash, code, object: { bucket, key, etag, size } });
    };
    const { books } = 'books' in outcome ? outcome : {};
    const docs = (books?.indexed ?? 0) + (books?.duplicate ?? 0);
    pacer?.settled(price, docs);
    switch (outcome.kind) {
      case 'delivered':
        inVain = 0;
        // Its documents are in, and yet not all that was asked for is done: `--retry-failed` reads it again.
        if (outcome.undone) return failed(outcome.undone);
        return ledger.add({ kind: 'delivered', hash, docs, rejected: books?.rejected ?? 0 });
      case 'missing':
        return ledger.add({ kind: 'gone', hash });
      case 'unreadable':
      case 'failed': {
        const { problem } = outcome;
        failed(problem);
        inVain = aftermathOf(problem) === 'release' ? inVain + 1 : 0;
        if (inVain >= hopeless) throw new LogflowError(plainProblem(problem));
        return;
      }
      case 'aborted':
        return;
      default:
        return never(outcome);
    }
  };
}
