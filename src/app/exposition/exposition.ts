import { Counter, Gauge, Registry } from 'prom-client';
import type { MetricsSnapshot } from '../../model/metrics.ts';
import { families } from './families.ts';
import type { About, Family } from './family.ts';
import { addProcessMetrics } from './process-metrics.ts';

export interface Exposition {
  readonly contentType: string;
  /** The snapshot in Prometheus's text format 0.0.4, with the metrics of the process. The same snapshot is written once. */
  text(snapshot: MetricsSnapshot): Promise<string>;
}

/** The registry is its own: nothing global is touched but the observers of garbage collection and of the event loop. */
export function createExposition(about: About): Exposition {
  const registry = new Registry();
  let asked: MetricsSnapshot | undefined;
  let shown: MetricsSnapshot | undefined;
  let text = Promise.resolve('');
  for (const family of families) register(registry, family, () => shown, about);
  addProcessMetrics(registry);
  return {
    contentType: registry.contentType,
    text(snapshot) {
      if (snapshot === asked) return text;
      asked = snapshot;
      const write = () => {
        shown = snapshot;
        return registry.metrics();
      };
      // One after the other, whatever became of the one before: every line of a text is of one snapshot.
      text = text.then(write, write);
      return text;
    },
  };
}

/** Values are read when they are asked for; between two scrapes nobody counts for the registry. */
function register(
  registry: Registry,
  { name, kind, help, labels = [], read }: Family,
  shown: () => MetricsSnapshot | undefined,
  about: About,
): void {
  const samples = () => {
    const snapshot = shown();
    return snapshot ? read(snapshot, about) : [];
  };
  const common = { name, help, labelNames: [...labels], registers: [registry] };
  if (kind === 'counter') {
    new Counter({
      ...common,
      collect() {
        this.reset();
        for (const sample of samples()) this.inc(sample.labels ?? {}, sample.value);
      },
    });
    return;
  }
  new Gauge({
    ...common,
    collect() {
      this.reset();
      // Without labels that was a 0; what is not known has no sample.
      if (labels.length === 0) this.remove();
      for (const sample of samples()) this.set(sample.labels ?? {}, sample.value);
    },
  });
}
