import { collectDefaultMetrics, type Registry } from 'prom-client';

/** Of what prom-client knows about a process: without what says nothing here, or is no number before there was an event. */
export const processMetrics: readonly string[] = [
  'process_cpu_user_seconds_total',
  'process_cpu_system_seconds_total',
  'process_cpu_seconds_total',
  'process_start_time_seconds',
  'process_resident_memory_bytes',
  'process_open_fds',
  'process_max_fds',
  // Since the scrape before. The first of them measures for all.
  'nodejs_eventloop_lag_seconds',
  'nodejs_eventloop_lag_p99_seconds',
  'nodejs_eventloop_lag_max_seconds',
  'nodejs_heap_size_total_bytes',
  'nodejs_heap_size_used_bytes',
  'nodejs_external_memory_bytes',
  'nodejs_gc_duration_seconds',
  'nodejs_version_info',
];

/** Adds the metrics of the process. */
export function addProcessMetrics(registry: Registry): void {
  const ours = new Set(registry.getMetricsAsArray().map(({ name }) => name));
  collectDefaultMetrics({ register: registry });
  for (const { name } of registry.getMetricsAsArray()) {
    if (!ours.has(name) && !processMetrics.includes(name)) registry.removeSingleMetric(name);
  }
}
