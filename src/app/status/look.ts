import type { Clock } from '../../model/control.ts';
import type { Cluster } from '../../sink/cluster.ts';
import type { AwsClients } from '../aws.ts';
import type { ClusterStatus, QueueStatus, Rates, StatusLine } from '../output/status-schema.ts';
import { definitions, isNeededFirst } from '../pipelines.ts';
import type { Settings } from '../settings/settings.ts';
import { indexPatternOf } from '../template/target.ts';
import { type ClusterLook, lookAtCluster } from './look-cluster.ts';
import { lookAtQueue } from './look-queue.ts';

/** Both halves at one moment; one that is not configured is absent. */
export interface Look {
  /** ms since the epoch */
  readonly at: number;
  readonly queue: QueueStatus | undefined;
  readonly cluster: ClusterStatus | undefined;
  readonly documents: ClusterLook['documents'];
}

export interface LookParts {
  readonly settings: Settings;
  readonly sqs: AwsClients['sqs'];
  /** Undefined when none is configured. */
  readonly cluster: Cluster | undefined;
  readonly clock: Clock;
  readonly stop: AbortSignal;
}

/** Looks at both halves at once: one that hangs does not hold up the other's figures. Rejects only with the signal's reason. */
export async function look({ settings, sqs, cluster, clock, stop }: LookParts): Promise<Look> {
  const at = clock.now();
  const { queue, 'queue-owner': owner } = settings;
  const pipelines = definitions(settings).map(({ name, index }) => ({
    name,
    pattern: indexPatternOf(index),
    perhaps: !isNeededFirst(settings, name),
  }));
  const [queueStatus, found] = await Promise.all([
    queue === undefined ? undefined : lookAtQueue(sqs, { queue, owner }, clock, stop),
    cluster && lookAtCluster(cluster, pipelines, at, stop),
  ]);
  return { at, queue: queueStatus, cluster: found?.status, documents: found?.documents ?? new Map() };
}

/** Whether all that was asked for could be read. */
export function isWhole({ queue, cluster }: Look): boolean {
  return [queue, cluster].every((half) => half === undefined || half.problems.length === 0);
}

/** What changed since the look before, and since the first of a watch. */
export interface Changes {
  readonly sinceLast?: Rates;
  readonly sinceStart?: Rates;
}

export function statusLine(found: Look, changes: Changes): StatusLine {
  const { at, queue, cluster } = found;
  return {
    type: 'status',
    ok: isWhole(found),
    at,
    ...(queue && { queue }),
    ...(cluster && { cluster }),
    ...changes,
  };
}
