import { type ClusterName, clusterNames } from './distribution.ts';

/**
 * Clusters that run already, from LOGFLOW_TEST_CLUSTERS: `elasticsearch7=http://…,opensearch2=http://…`.
 * For development: it saves the boot. A name that is unknown and a cluster that does not answer are errors.
 */
export async function runningClusters(setting = ''): Promise<Partial<Record<ClusterName, string>>> {
  const running: Partial<Record<ClusterName, string>> = {};
  for (const pair of setting.split(',').filter((text) => text.trim() !== '')) {
    const [name = '', ...rest] = pair.trim().split('=');
    const known = clusterNames.find((candidate) => candidate === name);
    if (!known) throw new Error(`LOGFLOW_TEST_CLUSTERS: "${name}" is none of ${clusterNames.join(', ')}`);
    const url = rest.join('=').replace(/\/$/, '');
    // The tests delete indices: never those of somebody else.
    if (!/^http:\/\/(127\.0\.0\.1|localhost):\d+$/.test(url))
      throw new Error(`LOGFLOW_TEST_CLUSTERS: ${url} is not on this machine`);
    const answer = await fetch(`${url}/_cluster/health`).catch((error: Error) => error);
    if (answer instanceof Error || !answer.ok)
      throw new Error(`LOGFLOW_TEST_CLUSTERS: ${known} does not answer at ${url}`, { cause: answer });
    running[known] = url;
  }
  return running;
}
