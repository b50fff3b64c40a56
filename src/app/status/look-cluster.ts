import { LogflowError, plainProblem } from '../../model/errors.ts';
import type { Cluster } from '../../sink/cluster.ts';
import { probeCluster } from '../../sink/preflight.ts';
import type { ClusterStatus, PipelineStatus } from '../output/status-schema.ts';
import { asRecord } from '../template/mapping.ts';
import { type Ask, asking, numberOf, rowsOf } from './ask.ts';
import { answerWithin } from './limits.ts';
import { type IndexCounts, lookAtDocuments, lookAtIndices } from './look-indices.ts';

/** A pipeline as it is looked for. */
export interface PipelineQuestion {
  readonly name: string;
  /** `vpcflowlogs-*` */
  readonly pattern: string;
  /** Left out where it has no index: most logs of AWS are in nobody's buckets. */
  readonly perhaps: boolean;
}

export interface ClusterLook {
  readonly status: ClusterStatus;
  /** By pipeline. For rates, which an index that goes must not spoil. */
  readonly documents: ReadonlyMap<string, IndexCounts>;
}

/** Asks the cluster how it is, each question once; what it does not answer is a problem. Rejects only with the signal's reason. */
export async function lookAtCluster(
  cluster: Cluster,
  pipelines: readonly PipelineQuestion[],
  now: number,
  stop: AbortSignal,
): Promise<ClusterLook> {
  const { nodes } = cluster;
  const ask = asking(cluster, stop);
  const limited = {
    ...cluster,
    request: (...[method, path, request]: Parameters<Cluster['request']>) =>
      cluster.request(method, path, { ...request, timeout: answerWithin }),
  };
  const state = await probeCluster(limited, stop);
  if (state.kind !== 'ready') {
    const status = { nodes: [...nodes], pipelines: [], problems: [plainProblem(state.problem)] };
    return { status, documents: new Map() };
  }
  const { distribution, version } = state;
  const status: ClusterStatus = {
    nodes: [...nodes],
    distribution,
    ...(version !== undefined && { version }),
    pipelines: [],
    problems: [],
  };
  const documents = new Map<string, IndexCounts>();
  const used = await inUse(ask, pipelines, stop);
  const found = new Map<string, PipelineStatus>(used.map(({ name, pattern }) => [name, { name, pattern }]));
  const add = (name: string, facts: Partial<PipelineStatus>) =>
    void Object.assign(found.get(name) as PipelineStatus, facts);
  const questions = [
    async () => void Object.assign(status, await lookAtHealth(ask)),
    async () => void Object.assign(status, await lookAtDisk(ask)),
    ...used.flatMap(({ name, pattern }) => [
      async () => {
        const { counts, ...facts } = await lookAtIndices(ask, pattern);
        add(name, facts);
        documents.set(name, counts);
      },
      async () => {
        const { problem, ...facts } = await lookAtDocuments(ask, pattern, now);
        add(name, facts);
        if (problem) status.problems.push(problem);
      },
    ]),
  ];
  for (const answer of await Promise.allSettled(questions.map((question) => question()))) {
    if (answer.status === 'fulfilled') continue;
    stop.throwIfAborted();
    if (!(answer.reason instanceof LogflowError)) throw answer.reason;
    status.problems.push(plainProblem(answer.reason));
  }
  status.pipelines.push(...found.values());
  return { status, documents };
}

/** Without those that nobody named and that have no index, or none that may be seen. */
async function inUse(
  ask: Ask,
  pipelines: readonly PipelineQuestion[],
  stop: AbortSignal,
): Promise<readonly PipelineQuestion[]> {
  const used = await Promise.all(
    pipelines.map(async ({ pattern, perhaps }) => {
      if (!perhaps) return true;
      const looked = await lookAtIndices(ask, pattern).catch((error: unknown) => {
        stop.throwIfAborted();
        if (error instanceof LogflowError) return undefined;
        throw error;
      });
      return (looked?.indices ?? 0) > 0;
    }),
  );
  return pipelines.filter((_, i) => used[i]);
}

async function lookAtHealth(ask: Ask): Promise<Pick<ClusterStatus, 'name' | 'health'>> {
  const body = await ask('GET', '/_cluster/health');
  if (body === undefined) return {};
  const { cluster_name: name, status, ...health } = asRecord(body);
  return {
    ...(typeof name === 'string' && { name }),
    health: {
      status: String(status),
      nodes: Number(health.number_of_nodes),
      dataNodes: Number(health.number_of_data_nodes),
      unassignedShards: Number(health.unassigned_shards),
    },
  };
}

async function lookAtDisk(ask: Ask): Promise<Pick<ClusterStatus, 'disk'>> {
  const h = 'node,disk.used,disk.total';
  const body = await ask('GET', '/_cat/allocation', { querystring: { format: 'json', bytes: 'b', h } });
  const nodes = rowsOf(body).flatMap((row) => {
    const used = numberOf(row['disk.used']);
    const total = numberOf(row['disk.total']);
    // A row for the shards that are on no node has no disk.
    return used === undefined || !total ? [] : [{ node: String(row.node), used, total }];
  });
  const [fullest] = nodes.toSorted((a, b) => b.used / b.total - a.used / a.total);
  if (!fullest) return {};
  return {
    disk: {
      used: nodes.reduce((sum, { used }) => sum + used, 0),
      total: nodes.reduce((sum, { total }) => sum + total, 0),
      fullest: { node: fullest.node, percent: Math.round((1000 * fullest.used) / fullest.total) / 10 },
    },
  };
}
