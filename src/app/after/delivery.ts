import { Limit } from '../../core/limit.ts';
import type { Metrics } from '../../core/metrics.ts';
import { foundRows } from '../../failures/after-rows.ts';
import type { AfterAction } from '../../model/after.ts';
import {
  type Outcome,
  type S3Ref,
  type Source,
  type StoredVersion,
  uriOf,
  type WorkItem,
} from '../../model/object.ts';
import { act, whatOf } from '../../source/after/act.ts';
import { type AskDeps, found } from '../../source/after/ask.ts';
import type { OpenObject } from '../../source/open.ts';

/** Actions under way at once: requests that readers must not wait for. */
const most = 32;

/** What an engine is given. */
export interface Ends {
  readonly source: Source;
  readonly open: OpenObject;
}

export interface AfterDeps extends AskDeps {
  readonly action: AfterAction;
  readonly metrics: Metrics;
  /** Aborted to leave everything where it is. */
  readonly abort: AbortSignal;
}

/**
 * The same source and the same objects; between the last document of an object and its acknowledgement stands the action:
 * documents in, action, settled. Its message is held until then. An action that fails costs no document: the object is
 * delivered, so its message is done, and it stays as it is. One that was cut short is not done: the object comes again.
 */
export function withAfter({ source, open }: Ends, deps: AfterDeps): Ends {
  const { metrics, action } = deps;
  metrics.after = { action: action.kind, done: 0, gone: 0, changed: 0, kept: 0, failed: 0, aborted: 0 };
  const limit = new Limit(most);
  /** What was read last, by uri: the engine has one of a name at a time. */
  const read = new Map<string, StoredVersion>();
  return {
    async open(ref, signal) {
      const result = await open(ref, signal);
      if (result.kind === 'opened') read.set(uriOf(ref), result.object.stored ?? {});
      return result;
    },
    source: mapped(source, ({ ref, settle }) => ({
      ref,
      async settle(outcome) {
        const stored = read.get(uriOf(ref)) ?? {};
        read.delete(uriOf(ref));
        if (outcome.kind !== 'delivered' || ref.kind !== 's3') return settle(outcome);
        await limit.enter();
        const end = await carryOut(ref, stored, outcome, deps).finally(() => limit.leave());
        return settle(end);
      },
    })),
  };
}

type DeliveredOutcome = Extract<Outcome, { kind: 'delivered' }>;

/** The outcome that its source is told. Counts. */
async function carryOut(
  ref: S3Ref,
  stored: StoredVersion,
  outcome: DeliveredOutcome,
  { action, metrics, abort, ...deps }: AfterDeps,
): Promise<Outcome> {
  const count = (what: 'done' | 'gone' | 'changed' | 'kept' | 'failed' | 'aborted') => {
    if (metrics.after) metrics.after[what] += 1;
  };
  const { malformed } = outcome.books;
  if (action.kind === 'delete' && malformed > 0) {
    count('kept');
    metrics.problem(found(foundRows.malformed, whatOf(action, ref), String(malformed)));
    return outcome;
  }
  try {
    const end = await act(action, ref, stored, deps, abort);
    count(end.kind);
    if (end.kind === 'changed' || end.kind === 'failed') metrics.problem(end.problem);
    return end.kind === 'failed' ? { ...outcome, undone: end.problem } : outcome;
  } catch (error) {
    if (!abort.aborted) throw error;
    count('aborted');
    return { kind: 'aborted' };
  }
}

function mapped(source: Source, change: (item: WorkItem) => WorkItem): Source {
  return {
    [Symbol.asyncIterator]() {
      const iterator = source[Symbol.asyncIterator]();
      return {
        async next() {
          const result = await iterator.next();
          return result.done ? result : { done: false, value: change(result.value) };
        },
        async return() {
          await iterator.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
