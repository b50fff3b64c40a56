import type { Clock } from '../../model/control.ts';
import { LogflowError, type Problem } from '../../model/errors.ts';
import { readError } from '../../sink/answer.ts';
import type { Cluster, ClusterRequest } from '../../sink/cluster.ts';
import { oneLine } from '../../sink/text.ts';

/** ms between two tries, to begin with, and at most. */
const firstWait = 300;
const longestWait = 10_000;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Asks the cluster, and again while it is busy or away, for `patience` ms at most: an audit that went on without an answer
 * would call missing what it could not see. What the cluster turns down is an answer. Rejects with `LogflowError`, or with
 * the signal's reason.
 */
export type Ask = (method: string, path: string, request?: Omit<ClusterRequest, 'signal'>) => Promise<Answer>;

export function patientAsk(cluster: Cluster, clock: Clock, patience: number, signal: AbortSignal): Ask {
  return async (method, path, request = {}) => {
    const until = clock.now() + patience;
    for (let wait = firstWait; ; wait = Math.min(2 * wait, longestWait)) {
      const got = await once(cluster, method, path, { ...request, signal });
      if (got.kind === 'answer') return got.answer;
      if (clock.now() + wait > until) throw new LogflowError(got.problem);
      await clock.sleep(wait, signal);
    }
  };
}

async function once(
  cluster: Cluster,
  method: string,
  path: string,
  request: ClusterRequest,
): Promise<
  { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'busy'; readonly problem: Problem }
> {
  try {
    const { status, body } = await cluster.request(method, path, request);
    if (status !== 429 && status < 500) return { kind: 'answer', answer: { status, body } };
    return { kind: 'busy', problem: refused(`${method} ${path}`, { status, body }) };
  } catch (error) {
    if (!(error instanceof LogflowError)) throw error;
    return { kind: 'busy', problem: error };
  }
}

/** The cluster does not answer what an audit has to know. */
export function refused(what: string, { status, body }: Answer): Problem {
  const { reason } = readError(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    code: 'LF_AUDIT_REFUSED',
    message: oneLine(`the cluster refused ${what} (${status}): ${reason}`, 400),
    hint: 'Let this user read the indices (search, mget, count) and monitor them (_cat/indices); then run it again.',
  };
}

/** The body of a 2xx, whatever shape the caller knows it to have. */
export async function insist<T>(ask: Ask, ...[method, path, request]: Parameters<Ask>): Promise<T> {
  const answer = await ask(method, path, request);
  if (answer.status >= 300) throw new LogflowError(refused(`${method} ${path}`, answer));
  return answer.body as T;
}
