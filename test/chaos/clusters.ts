import { bootCluster } from '../helpers/cluster.ts';
import { type ClusterName, distributions, fetchDistribution } from '../helpers/distribution.ts';
import { runningClusters } from '../helpers/running-clusters.ts';

/** A real cluster outside of vitest: one that runs already (LOGFLOW_TEST_CLUSTERS), or one of our own. */
export async function openCluster(name: ClusterName): Promise<AsyncDisposable & { readonly url: string }> {
  const running = (await runningClusters(process.env.LOGFLOW_TEST_CLUSTERS))[name];
  if (running) return { url: running, [Symbol.asyncDispose]: async () => {} };
  const fetched = await fetchDistribution(distributions[name]);
  if (fetched.kind === 'missing') throw new Error(`${name}: ${fetched.reason}`);
  const { url, stop } = await bootCluster(distributions[name], fetched.home);
  return { url, [Symbol.asyncDispose]: stop };
}
