import type { Clock } from '../model/control.ts';
import { LogflowError, type Problem } from '../model/errors.ts';
import { readError } from '../sink/answer.ts';
import type { Cluster, ClusterRequest } from '../sink/cluster.ts';
import { oneLine } from '../sink/text.ts';

/** Tries of one request, and ms between the first two; then the object fails, and its message comes again. */
const tries = 5;
const firstWait = 300;

/** One try: what it brought, or why it brought nothing. */
type Attempt<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'again' | 'hopeless'; readonly problem: Problem };

/** Requests about the rejects' own index: a busy cluster gets another try, and nothing waits for ever. Throws `LogflowError`. */
export class PatientCluster {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #place: string;

  constructor(cluster: Cluster, clock: Clock, place: string) {
    this.#cluster = cluster;
    this.#clock = clock;
    this.#place = place;
  }

  /** The body of a 2xx, whatever shape the caller knows it to have. */
  ask<T>(method: string, path: string, request: ClusterRequest = {}): Promise<T> {
    return this.#patiently(async () => {
      try {
        const { status, body } = await this.#cluster.request(method, path, request);
        if (status < 300) return { kind: 'done', value: body as T };
        const problem = this.refused(status, body);
        return { kind: status === 429 || status >= 500 ? 'again' : 'hopeless', problem };
      } catch (error) {
        if (!(error instanceof LogflowError)) throw error;
        return { kind: 'again', problem: error };
      }
    });
  }

  bulk(body: Buffer): Promise<void> {
    return this.#patiently(async () => {
      const answer = await this.#cluster.bulk(body, new AbortController().signal);
      if (answer.kind === 'unanswered') return { kind: 'again', problem: answer.problem };
      if (answer.kind === 'refused') {
        const problem = this.refused(answer.status, `${answer.type ?? ''} ${answer.reason}`);
        return { kind: answer.status === 413 ? 'hopeless' : 'again', problem };
      }
      const bad = answer.verdicts === 'all-ok' ? undefined : answer.verdicts.find(({ type }) => type);
      if (!bad) return { kind: 'done', value: undefined };
      return { kind: 'again', problem: this.refused(bad.status, `${bad.type}: ${bad.reason}`) };
    });
  }

  refused(status: number, body: unknown): Problem {
    const { reason } = readError(typeof body === 'string' ? body : JSON.stringify(body));
    return {
      code: 'LF_REJECTS_STORE',
      message: oneLine(`${this.#place} does not serve for rejected documents (${status}): ${reason}`, 400),
      hint: 'Check the name; let this user write to that index, read and create it; --rejects s3://BUCKET/PREFIX does not depend on the cluster.',
    };
  }

  async #patiently<T>(attempt: () => Promise<Attempt<T>>): Promise<T> {
    for (let turn = 0; ; turn++) {
      const tried = await attempt();
      if (tried.kind === 'done') return tried.value;
      if (tried.kind === 'hopeless' || turn + 1 >= tries) throw new LogflowError(tried.problem);
      await this.#clock.sleep(firstWait * 2 ** turn);
    }
  }
}
