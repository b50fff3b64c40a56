import { describe, inject, it } from 'vitest';
import { type ClusterName, clusterNames } from './distribution.ts';
import type {} from './global-setup.ts';

export interface TestCluster {
  readonly name: ClusterName;
  /** Without a slash at the end. */
  readonly url: string;
}

/** The same tests against every real cluster; one that is missing shows as skipped, with the reason in its title. */
export function describeEachCluster(name: string, tests: (cluster: TestCluster) => void): void {
  for (const clusterName of clusterNames)
    describeCluster(clusterName, name, ({ url }) => tests({ name: clusterName, url }));
}

/** Tests of what only one of the clusters can do. */
export function describeCluster(
  clusterName: ClusterName,
  name: string,
  tests: (cluster: TestCluster) => void,
): void {
  // The place of this file among those that run side by side, from 1.
  const clusters = inject('clusters')[Number(process.env.VITEST_POOL_ID) - 1];
  if (!clusters) throw new Error(`there are no clusters for worker ${process.env.VITEST_POOL_ID}`);
  const cluster = clusters[clusterName];
  if (cluster.kind === 'up')
    describe(`${name} (${clusterName})`, () => tests({ name: clusterName, url: cluster.url }));
  else describe(`${name} (${clusterName})`, () => it.skip(`SKIPPED: ${cluster.reason}`, () => {}));
}
