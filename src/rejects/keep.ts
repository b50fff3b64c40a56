import type { BulkPart, Reject, Sink } from '../model/bulk.ts';
import { LogflowError, type Problem, plainProblem } from '../model/errors.ts';
import { entryOf, rejectsName, writeEntry } from './entry.ts';
import { Piles } from './piles.ts';
import type { RejectsStore } from './store.ts';

export interface KeepDeps {
  readonly store: RejectsStore;
  /** ms since the epoch */
  readonly now: () => number;
  /** A document was put aside. */
  readonly onKept: (problem: Problem) => void;
}

/**
 * A sink that keeps what the one behind it rejects. The rejects of an object are written when it is committed, all at once
 * and under its one name: a redelivery writes the same again, and what was given up was never there (R21).
 */
export function keepRejects(sink: Sink, { store, now, onKept }: KeepDeps): Sink {
  const piles = new Piles();
  /** By object: what its pile will be called. */
  const names = new Map<string, string>();

  function keep(part: BulkPart, first: number, end: number, { reason, problem }: Reject): void {
    names.set(part.object, rejectsName(part.object, part.version));
    for (let item = first; item < end; item++) {
      piles.add(part.object, writeEntry(entryOf(part, item, reason, now())));
      const hint = `It is kept in ${store.place}: mend the mapping, then run \`logflow rejects replay\`.`;
      onKept({ ...problem, hint });
    }
  }

  const keeping = (part: BulkPart): BulkPart => ({
    ...part,
    settle(first, end, verdict) {
      if (verdict.kind === 'reject') keep(part, first, end, verdict);
      part.settle(first, end, verdict.kind === 'reject' ? { ...verdict, kept: true } : verdict);
    },
  });

  async function putAway(object: string): Promise<Problem | undefined> {
    const pile = piles.get(object);
    const name = names.get(object);
    if (!pile || !name) return undefined;
    try {
      await store.put(name, await pile.content());
      return undefined;
    } catch (error) {
      if (!(error instanceof LogflowError)) throw error;
      return plainProblem(error);
    } finally {
      await drop(object);
    }
  }

  function drop(object: string): Promise<void> {
    names.delete(object);
    return piles.drop(object);
  }

  return {
    async deliver(batch, signal) {
      await sink.deliver({ ...batch, parts: batch.parts.map(keeping) }, signal);
      await piles.relieve();
    },
    commit: async (object) => (await sink.commit(object)) ?? (await putAway(object)),
    async discard(object) {
      await drop(object);
      await sink.discard(object);
    },
    async close() {
      piles.close();
      await store.close();
      await sink.close();
    },
  };
}
