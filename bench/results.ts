import { median } from './measure.ts';

/** One line of the table: what was measured, as the medians of its runs. Absent figures do not apply. */
export interface Row {
  readonly part: string;
  readonly what: string;
  /** Lines of a transform, documents of a process. */
  readonly perCpuSecond?: number;
  readonly objectsPerCpuSecond?: number;
  /** Of decompressed input. */
  readonly megabytesPerCpuSecond?: number;
  /** By the clock. */
  readonly perSecond?: number;
  readonly cpuSeconds?: number;
  readonly seconds?: number;
  readonly peakMiB?: number;
}

/** A figure that means something on any machine, and what the project wants of it. */
export interface Ratio {
  readonly what: string;
  readonly is: number;
  readonly wanted: string;
}

/** What a part of the benchmark has to tell. */
export interface PartResult {
  /** What was put in, for people. */
  readonly input: string;
  readonly rows: readonly Row[];
  /** Anything that a reader has to know: a part that was not there, no pinning. */
  readonly notes: readonly string[];
}

type Figures = Omit<Row, 'part' | 'what'>;

/** The median of each figure over all runs. */
export function medianRow(part: string, what: string, runs: readonly Figures[]): Row {
  const names = Object.keys(runs[0] ?? {}) as (keyof Figures)[];
  const figures = names.map((name) => [name, median(runs.map((run) => run[name] ?? Number.NaN))]);
  return { part, what, ...Object.fromEntries(figures) };
}

export interface Sizes {
  readonly runs: number;
  /** Of the transform. */
  readonly lines: number;
  readonly largeObjects: number;
  readonly largeLines: number;
  readonly smallObjects: number;
  readonly smallLines: number;
  /** So few lines that waiting for each other would show. */
  readonly tinyObjects: number;
  readonly tinyLines: number;
  /** Against a real cluster. */
  readonly clusterRuns: number;
  readonly clusterObjects: number;
  readonly clusterLines: number;
  readonly memoryBytes: number;
  /** Of a file of CloudTrail. */
  readonly recordsBytes: number;
}

export const fullSizes: Sizes = {
  runs: 3,
  lines: 200_000,
  largeObjects: 40,
  largeLines: 50_000,
  smallObjects: 10_000,
  smallLines: 100,
  tinyObjects: 1_000,
  tinyLines: 10,
  clusterRuns: 5,
  clusterObjects: 40,
  clusterLines: 10_000,
  memoryBytes: 2 ** 30,
  recordsBytes: 300 * 2 ** 20,
};

export const quickSizes: Sizes = {
  runs: 1,
  lines: 50_000,
  largeObjects: 4,
  largeLines: 50_000,
  smallObjects: 1_000,
  smallLines: 100,
  tinyObjects: 1_000,
  tinyLines: 10,
  clusterRuns: 1,
  clusterObjects: 8,
  clusterLines: 5_000,
  memoryBytes: 96 * 2 ** 20,
  recordsBytes: 32 * 2 ** 20,
};
