import type { MetricsSnapshot } from '../../model/metrics.ts';
import { printable } from '../../model/printable.ts';

/**
 * Why a run would not take new work right now, for `/readyz`; undefined: it would. `started`: what it writes to was reached,
 * and the engine runs. Trouble that does not stop the pulling (documents that are sent again) is for the metrics to tell.
 */
export function whyNotReady(
  { phase, cluster, notReceiving }: MetricsSnapshot,
  started: boolean,
): string | undefined {
  if (phase === 'finishing' || phase === 'leaving') return 'it was told to stop';
  if (!started) return 'it is starting: what it writes to has not been reached yet';
  if (phase === 'paused') return 'it was paused by hand';
  const problem = cluster.brake ?? notReceiving;
  return problem && printable(`${problem.message} (${problem.code})`);
}
