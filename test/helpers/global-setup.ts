import type { TestProject } from 'vitest/node';
import { bootCluster, type ClusterProcess } from './cluster.ts';
import {
  type ClusterName,
  clusterNames,
  distributions,
  fetchDistribution,
  whyNoClusters,
} from './distribution.ts';
import { missingPart, type Part } from './parts.ts';
import { runningClusters } from './running-clusters.ts';

export type Clusters = Readonly<Record<ClusterName, Part<{ readonly url: string }>>>;

declare module 'vitest' {
  interface ProvidedContext {
    /** The real clusters of this run; see `describeEachCluster`. */
    clusters: Clusters;
  }
}

/** Once per run: brings up the clusters, side by side, tells the tests where they are, and takes them down at the end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const booted: ClusterProcess[] = [];
  const stopAll = async () => {
    await Promise.all(booted.map((cluster) => cluster.stop()));
  };
  const found = await findClusters();
  const results = await Promise.allSettled(
    clusterNames.map(async (name): Promise<[ClusterName, Part<{ url: string }>]> => {
      const part = found[name];
      if (part.kind !== 'home') return [name, part];
      const cluster = await bootCluster(distributions[name], part.home);
      booted.push(cluster);
      return [name, { kind: 'up', url: cluster.url }];
    }),
  );
  const failures = results.filter((result) => result.status === 'rejected');
  if (failures.length > 0) {
    await stopAll();
    throw new AggregateError(
      failures.map((failure) => failure.reason),
      failures.map(reasonOf).join('\n'),
    );
  }
  const parts = results.filter((result) => result.status === 'fulfilled').map((result) => result.value);
  project.provide('clusters', Object.fromEntries(parts) as Clusters);
  return stopAll;
}

type Found = Part<{ readonly url: string }> | { readonly kind: 'home'; readonly home: string };

/** One after the other: Maven's local repository is not made for two that write at once. */
async function findClusters(): Promise<Record<ClusterName, Found>> {
  const running = await runningClusters(process.env.LOGFLOW_TEST_CLUSTERS);
  const found: [ClusterName, Found][] = [];
  for (const name of clusterNames) found.push([name, await findCluster(name, running[name])]);
  return Object.fromEntries(found) as Record<ClusterName, Found>;
}

async function findCluster(name: ClusterName, running: string | undefined): Promise<Found> {
  if (running) return { kind: 'up', url: running };
  const why = await whyNoClusters();
  if (why) return missingPart(name, why);
  const fetched = await fetchDistribution(distributions[name]);
  return fetched.kind === 'ready' ? { kind: 'home', home: fetched.home } : missingPart(name, fetched.reason);
}

function reasonOf(failure: PromiseRejectedResult): string {
  return failure.reason instanceof Error ? failure.reason.message : String(failure.reason);
}
