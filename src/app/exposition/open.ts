import type { Metrics } from '../../core/metrics.ts';
import type { RunInfo } from '../../model/metrics.ts';
import type { Io } from '../io.ts';
import type { Settings } from '../settings/settings.ts';
import type { MetricsAddress } from './server.ts';

/** Metrics as they are served while a run goes on. */
export interface MetricsEndpoint extends AsyncDisposable {
  /** What the run writes to was reached: from now on it publishes snapshots by itself. */
  started(): void;
}

/** Where the settings want metrics to be served; undefined: nowhere. */
export function metricsAddress(settings: Settings): MetricsAddress | undefined {
  const port = settings['metrics-port'];
  return port === undefined ? undefined : { host: settings['metrics-host'], port };
}

/** Serves the metrics of a run that begins, and says on stderr where. Throws `LogflowError` when nobody can listen there. */
export async function openMetrics(
  address: MetricsAddress,
  metrics: Metrics,
  { command }: RunInfo,
  io: Pick<Io, 'stderr'>,
): Promise<MetricsEndpoint> {
  // prom-client is loaded by those who are asked for metrics, and by nobody else.
  const { serveExposition } = await import('./endpoint.ts');
  let started = false;
  const server = await serveExposition(address, {
    command,
    started: () => started,
    snapshot: () => {
      if (!started) metrics.publish();
      return metrics.getSnapshot();
    },
  });
  io.stderr.write(`metrics are served at ${server.url}/metrics\n`);
  return {
    started: () => {
      started = true;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
