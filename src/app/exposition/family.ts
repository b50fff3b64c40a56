import type { MetricsSnapshot } from '../../model/metrics.ts';

/** What is said about the process beside its numbers. */
export interface About {
  readonly version: string;
  readonly command: string;
}

export interface Sample {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * A metric family, named by Prometheus's conventions: base units, counters end in `_total`, times are seconds since the
 * epoch (https://prometheus.io/docs/practices/naming/). Its labels have values from a short list alone.
 */
export interface Family {
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  /** One sentence, without a full stop; in the exposition and in docs/metrics.md. */
  readonly help: string;
  readonly labels?: readonly string[];
  /** No samples for what is not known. */
  readonly read: (snapshot: MetricsSnapshot, about: About) => readonly Sample[];
}

/** A family without labels; no sample while `value` is undefined. */
export function plain(
  kind: Family['kind'],
  name: string,
  help: string,
  value: (snapshot: MetricsSnapshot) => number | undefined,
): Family {
  return {
    name,
    kind,
    help,
    read: (snapshot) => {
      const known = value(snapshot);
      return known === undefined ? [] : [{ value: known }];
    },
  };
}

/** A family with one label, of which each value has a number. */
export function labelled(
  kind: Family['kind'],
  name: string,
  help: string,
  label: string,
  values: (snapshot: MetricsSnapshot) => Readonly<Record<string, number>> | undefined,
): Family {
  return {
    name,
    kind,
    help,
    labels: [label],
    read: (snapshot) =>
      Object.entries(values(snapshot) ?? {}).map(([of, value]) => ({ value, labels: { [label]: of } })),
  };
}

/** ms since the epoch -> s since the epoch; 0 is "never". */
export function seconds(ms: number | undefined): number | undefined {
  return ms ? ms / 1000 : undefined;
}
