import type { Problem } from '../model/errors.ts';

/** What a sink tells its metrics. */
export interface SinkEvents {
  /** One `_bulk` request ended. `ms`: how long it took; `bytes`: of the body; `status`: 0 when no answer came. */
  onRequest(request: { readonly ms: number; readonly bytes: number; readonly status: number }): void;
  /** So many items go out once more. */
  onRetry(items: number): void;
  /** Something other than a document stood in the way of so many items. */
  onProblem(problem: Problem, items: number): void;
}
