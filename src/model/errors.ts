/**
 * What went wrong, as a value: told to a person, counted by `code`, never holding a secret.
 * Expected failures travel as `Problem`; only surprises are thrown (as `LogflowError` when they must stop a run).
 */
export interface Problem {
  /** Stable and greppable, `LF_` first: `LF_QUEUE_MISSING`. */
  readonly code: string;
  /** What happened, with the name of the thing it happened to. One line. */
  readonly message: string;
  /** What to do next: a sentence or two on one line, with a full stop. */
  readonly hint: string;
}

/** Exit codes (R36): 1 is a failed run, a finding or drift; 2 is usage or configuration. */
export type FailureExit = 1 | 2;

/** A problem that ends the run. Foreign errors are turned into one at the edge where they appear, and kept as `cause`. */
export class LogflowError extends Error implements Problem {
  readonly code: string;
  readonly hint: string;
  readonly exit: FailureExit;

  constructor(problem: Problem, options: { cause?: unknown; exit?: FailureExit } = {}) {
    super(problem.message, { cause: options.cause });
    this.name = 'LogflowError';
    this.code = problem.code;
    this.hint = problem.hint;
    this.exit = options.exit ?? 1;
  }
}

/** The problem alone, as plain data: `JSON.stringify` leaves out an error's message, and a thread gets no class of ours. */
export function plainProblem({ code, message, hint }: Problem): Problem {
  return { code, message, hint };
}

/** Closes a switch over a union: a new member of the union fails to compile here. */
export function never(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
