import type { Problem } from '../../../model/errors.ts';
import { number, plural } from '../../../model/format.ts';
import { asRecord } from '../../template/mapping.ts';
import { type Check, check, failure, ok, skipped, warning } from '../check.ts';
import type { HealthFacts } from '../facts.ts';
import { askCluster } from './ask.ts';

/** How the cluster is, and whether it may make more indices. */
export function healthChecks(): readonly Check[] {
  return [
    check({
      id: 'health',
      title: 'cluster health',
      needs: ['cluster'],
      gives: ['health'],
      async run({ cluster: { client } }, signal) {
        const asked = await askCluster(
          { client, path: '/_cluster/health', right: 'cluster:monitor/health' },
          signal,
        );
        if (asked.kind === 'denied') return warning(asked.problem);
        if (asked.kind === 'unknown') return skipped('this cluster does not tell its health');
        const body = asRecord(asked.body);
        const count = (name: string) => Number(body[name] ?? 0);
        const health: HealthFacts = {
          nodes: count('number_of_nodes'),
          dataNodes: count('number_of_data_nodes'),
          shards: count('active_shards') + count('initializing_shards') + count('unassigned_shards'),
        };
        const says = `${body.status}, ${plural(health.nodes, 'node')}`;
        if (body.status === 'red') return failure(red(count('unassigned_shards')), { health });
        // One node has no place for replicas: yellow is as well as it can be.
        const well = body.status === 'green' || health.dataNodes <= 1;
        return well ? ok(says, { health }) : warning(yellow(count('unassigned_shards')), { health });
      },
    }),
    check({
      id: 'shards',
      title: 'shards',
      needs: ['health', 'clusterSettings'],
      run({ health: { shards, dataNodes }, clusterSettings }) {
        const perNode = Number(clusterSettings['cluster.max_shards_per_node'] ?? Number.NaN);
        if (Number.isNaN(perNode)) return skipped('this cluster tells no limit');
        const most = perNode * Math.max(1, dataNodes);
        if (shards >= most) return failure(noRoom(shards, most));
        return shards >= most * 0.9
          ? warning(noRoom(shards, most))
          : ok(`${number(shards)} of ${number(most)}`);
      },
    }),
  ];
}

function red(unassigned: number): Problem {
  return {
    code: 'LF_CLUSTER_RED',
    message: `the cluster is red: ${plural(unassigned, 'shard')} without a place, primaries among them; writes to their indices wait`,
    hint: 'Ask GET _cluster/allocation/explain why; restore the index from a snapshot, or delete it and load its days again with `logflow backfill`.',
  };
}

function yellow(unassigned: number): Problem {
  return {
    code: 'LF_CLUSTER_YELLOW',
    message: `the cluster is yellow: ${plural(unassigned, 'replica')} without a place; the loss of one more node may lose documents`,
    hint: 'Ask GET _cluster/allocation/explain why: a node that is away, a full disk, or more replicas than nodes.',
  };
}

function noRoom(shards: number, most: number): Problem {
  return {
    code: 'LF_CLUSTER_SHARDS',
    message: `the cluster has ${number(shards)} of ${number(most)} shards that it may have: above, no index can be made for a new day`,
    hint: 'Delete old indices (a lifecycle policy does), lower number_of_replicas, or raise cluster.max_shards_per_node.',
  };
}
