import type { TestProject } from 'vitest/node';
import { bootCluster, type ClusterProcess } from './cluster.ts';
import {
  type ClusterName,
  clusterNames,
  distributions,
  fetchDistribution,
  whyNoClusters,
} from './distribution.ts';
import { filesAtOnce } from './files-at-once.ts';
import { missingPart, type Part } from './parts.ts';
import { runningClusters } from './running-clusters.ts';

export type Clusters = Readonly<Record<ClusterName, Part<{ readonly url: string }>>>;

declare module 'vitest' {
  interface ProvidedContext {
    /** The real clusters of this run, a set for each file that runs at the same time; see `describeEachCluster`. */
    clusters: readonly Clusters[];
  }
}

/**
 * Once per run: brings up the clusters, tells the tests where they are, and takes them down at the end. Files that run
 * side by side have clusters of their own: nobody's block, template or full shard limit is another test's surprise.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const booted: ClusterProcess[] = [];
  const stopAll = async () => {
    await Promise.all(booted.map((cluster) => cluster.stop()));
  };
  const found = await findClusters();
  const boot = async (): Promise<Clusters> => {
    const parts = clusterNames.map(async (name): Promise<[ClusterName, Part<{ url: string }>]> => {
      const part = found[name];
      if (part.kind !== 'home') return [name, part];
      const cluster = await bootCluster(distributions[name], part.home);
      booted.push(cluster);
      return [name, { kind: 'up', url: cluster.url }];
    });
    return Object.fromEntries(await allOf(parts)) as Clusters;
  };
  try {
    project.provide('clusters', await allOf(Array.from({ length: filesAtOnce }, boot)));
  } catch (error) {
    await stopAll();
    throw error;
  }
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

/** Waits for the last of them, also when one fails: what it started must be known by then. */
async function allOf<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const results = await Promise.allSettled(promises);
  const failed = results.filter((result) => result.status === 'rejected');
  if (failed.length > 0) {
    const reasons = failed.map(({ reason }) => reason as unknown);
    throw new AggregateError(reasons, reasons.map(messageOf).join('\n'));
  }
  return results.filter((result) => result.status === 'fulfilled').map((result) => result.value);
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
