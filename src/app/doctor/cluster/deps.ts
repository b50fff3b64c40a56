import type { Cluster } from '../../../sink/cluster.ts';
import type { Settings } from '../../settings/settings.ts';

/** What the checks of the cluster ask with. */
export interface ClusterDeps {
  readonly settings: Settings;
  /** A client for these nodes, to be closed with the others when all is over. Rejects with settings that cannot be. */
  readonly open: (nodes: readonly string[]) => Promise<Cluster>;
  /** ms since the epoch there less here, by node, as far as answers tell the time. */
  readonly skews: ReadonlyMap<string, number>;
}
