import { LogflowError, type Problem } from '../../model/errors.ts';
import { readError } from '../../sink/answer.ts';
import type { Cluster } from '../../sink/cluster.ts';
import { oneLine } from '../../sink/text.ts';
import { asRecord } from '../template/mapping.ts';
import { answerWithin } from './limits.ts';

/** One question to the cluster, asked once. `undefined`: this server has no such thing, or no such index. */
export type Ask = (
  method: 'GET' | 'POST',
  path: string,
  request?: { readonly body?: object; readonly querystring?: Readonly<Record<string, string | boolean>> },
) => Promise<unknown>;

/** Rejects with `LogflowError` when the answer is none, or a refusal; with the signal's reason when it aborts. */
export function asking(cluster: Cluster, signal: AbortSignal): Ask {
  return async (method, path, request = {}) => {
    const { status, body } = await cluster.request(method, path, {
      ...request,
      signal,
      timeout: answerWithin,
    });
    // Serverless has no health and no nodes: 404, or 410.
    if (status === 404 || status === 405 || status === 410) return undefined;
    if (status >= 300) throw new LogflowError(refused(`${method} ${path}`, status, body));
    return body;
  };
}

function refused(what: string, status: number, body: unknown): Problem {
  const { type, reason } = readError(typeof body === 'string' ? body : JSON.stringify(body));
  const said = type === undefined ? reason : `${type}: ${reason}`;
  const busy = status === 429 || status >= 500;
  return {
    code: 'LF_STATUS_REFUSED',
    message: oneLine(`the cluster answered ${what} with ${status}: ${said}`, 400),
    hint: busy
      ? 'Look at the health and the load of the cluster.'
      : 'Let this user monitor the cluster (health, _cat) and search these indices.',
  };
}

/** Rows of a `_cat` answer. */
export function rowsOf(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(body) ? body.map(asRecord) : [];
}

/** `_cat` writes numbers as text, and nothing or `null` where it does not know. */
export function numberOf(value: unknown): number | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
