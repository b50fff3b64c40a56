import { LogflowError, type Problem } from '../../../model/errors.ts';
import { readError } from '../../../sink/answer.ts';
import type { Cluster } from '../../../sink/cluster.ts';
import { oneLine } from '../../../sink/text.ts';

/** What the cluster says to a question. */
export type ClusterAnswer =
  | { readonly kind: 'answer'; readonly body: unknown }
  /** We may not ask. */
  | { readonly kind: 'denied'; readonly problem: Problem }
  /** It does not have that: Serverless, a narrow managed service. */
  | { readonly kind: 'unknown' };

/** `right`: the permission that it takes. Rejects with a `LogflowError` when there is no answer, or one of trouble. */
export async function askCluster(
  { client, path, right }: { readonly client: Cluster; readonly path: string; readonly right: string },
  signal: AbortSignal,
): Promise<ClusterAnswer> {
  const { status, body } = await client.request('GET', path, { signal });
  if (status === 200) return { kind: 'answer', body };
  const { type, reason } = readError(typeof body === 'string' ? body : JSON.stringify(body));
  const said = oneLine(`GET ${path} was answered with ${status}: ${type ? `${type}: ` : ''}${reason}`, 300);
  if (status === 401 || status === 403) {
    const hint = `Let the user or role have ${right} to see it; consume itself does not need it.`;
    return {
      kind: 'denied',
      problem: { code: 'LF_DOCTOR_DENIED', message: `could not be checked: ${said}`, hint },
    };
  }
  if (status === 429 || status >= 500) {
    throw new LogflowError({
      code: 'LF_CLUSTER_UNAVAILABLE',
      message: said,
      hint: 'Look at the cluster health.',
    });
  }
  return { kind: 'unknown' };
}
