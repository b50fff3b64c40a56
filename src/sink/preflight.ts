import { LogflowError, type Problem, plainProblem } from '../model/errors.ts';
import { readError } from './answer.ts';
import type { Cluster, ClusterResponse } from './cluster.ts';
import { oneLine } from './text.ts';

export type Distribution = 'elasticsearch' | 'opensearch' | 'unknown';

/** Whether it makes sense to begin. */
export type ClusterState =
  | { readonly kind: 'ready'; readonly distribution: Distribution; readonly version?: string }
  | { readonly kind: 'unauthorised'; readonly problem: Problem }
  /** No answer, or one that a working cluster does not give: worth another try (R19). */
  | { readonly kind: 'unreachable'; readonly problem: Problem };

/**
 * Asks the cluster what it is: `GET /`, and `/_nodes/_local` where that is not to be had (405 in some builds, 403 for a
 * narrow role, 404 on Serverless; R20). One try each. Rejects only with the signal's reason.
 */
export async function probeCluster(cluster: Cluster, signal: AbortSignal): Promise<ClusterState> {
  try {
    const root = await cluster.request('GET', '/', { signal });
    if (![403, 404, 405].includes(root.status)) return stateOf(cluster, root);
    const local = await cluster.request('GET', '/_nodes/_local', {
      signal,
      querystring: { filter_path: 'nodes.*.version,nodes.*.build_flavor' },
    });
    // Serverless has neither, and says so with a 404 of its own.
    if (local.status === 404 && root.status === 404) return { kind: 'ready', distribution: 'unknown' };
    return stateOf(cluster, local);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof LogflowError)) throw error;
    return { kind: 'unreachable', problem: plainProblem(error) };
  }
}

function stateOf({ nodes }: Cluster, response: ClusterResponse): ClusterState {
  const { status, body, headers } = response;
  const where = nodes.join(', ');
  const { type, reason } = readError(typeof body === 'string' ? body : JSON.stringify(body));
  const said = oneLine(`${where} answered ${status}: ${type === undefined ? '' : `${type}: `}${reason}`, 400);
  if (status === 401 || status === 403) {
    // The security plugin knows us and keeps monitoring from us: a role that may only write is enough.
    if (status === 403 && type === 'security_exception' && /cluster:monitor/.test(reason)) {
      return { kind: 'ready', distribution: distributionOf(body, headers) };
    }
    return {
      kind: 'unauthorised',
      problem: { code: 'LF_CLUSTER_UNAUTHORISED', message: said, hint: whoAreWe },
    };
  }
  if (status === 429 || status >= 500) {
    return {
      kind: 'unreachable',
      problem: { code: 'LF_CLUSTER_UNAVAILABLE', message: said, hint: lookAtHealth },
    };
  }
  const version = versionOf(body);
  if (status !== 200 || version === undefined) {
    const message = oneLine(`${where} does not answer as a search cluster (${status}): ${reason}`, 400);
    return { kind: 'unreachable', problem: { code: 'LF_NOT_A_CLUSTER', message, hint: checkUrl } };
  }
  return { kind: 'ready', distribution: distributionOf(body, headers), version };
}

const whoAreWe =
  'Check user, key or AWS role; on Amazon OpenSearch the domain access policy, the role mapping of fine-grained access control, and on Serverless the data access policy.';
const lookAtHealth = 'Look at the cluster health.';
const checkUrl =
  'Check the node URL: it must be the address of the cluster itself, with its path if it has one.';

/** `GET /` has `version.number`, `/_nodes` has a `version` for each node. */
function versionOf(body: unknown): string | undefined {
  const version = field(body, 'version');
  const number = field(version, 'number') ?? field(firstNode(body), 'version');
  return typeof number === 'string' ? number : undefined;
}

/**
 * OpenSearch may claim to be 7.10.2, so numbers are no evidence. Elasticsearch sends `x-elastic-product` since 7.14,
 * its own tagline always, and `build_flavor` for each node; OpenSearch names itself in `distribution` and the tagline.
 */
function distributionOf(body: unknown, headers: ClusterResponse['headers']): Distribution {
  const tagline = String(field(body, 'tagline') ?? '');
  if (field(field(body, 'version'), 'distribution') === 'opensearch') return 'opensearch';
  if (tagline.includes('OpenSearch')) return 'opensearch';
  if (headers['x-elastic-product'] !== undefined || tagline === 'You Know, for Search')
    return 'elasticsearch';
  return field(firstNode(body), 'build_flavor') === undefined ? 'unknown' : 'elasticsearch';
}

function firstNode(body: unknown): unknown {
  const nodes = field(body, 'nodes');
  return typeof nodes === 'object' && nodes !== null ? Object.values(nodes)[0] : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
