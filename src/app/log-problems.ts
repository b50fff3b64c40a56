import type { CountedProblem, SnapshotStore } from '../model/metrics.ts';
import type { Log } from './log.ts';

/** ms after which a problem that goes on is told again. */
const again = 60_000;

/** Logs each problem when it is first met, and while it goes on once a minute with its count. Returns how to end it. */
export function logProblems(store: SnapshotStore, log: Pick<Log, 'problem'>): () => void {
  const told = new Map<string, { readonly count: number; readonly at: number }>();
  const tell = (problem: CountedProblem, at: number) => {
    told.set(problem.code, { count: problem.count, at });
    log.problem(problem);
  };
  return store.subscribe(() => {
    const { at, problems } = store.getSnapshot();
    for (const problem of problems) {
      const last = told.get(problem.code);
      if (!last || (problem.count > last.count && at - last.at >= again)) tell(problem, at);
    }
  });
}
