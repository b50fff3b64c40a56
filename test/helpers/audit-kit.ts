import { flowLogObject, lineOf } from './flow-lines.ts';
import type { Road } from './road.ts';
import { ask, type Hit } from './search.ts';

export const days = ['2020-03-07', '2020-03-08', '2020-03-09'] as const;
export type Day = (typeof days)[number];

/** An event of noon (UTC) of a day, unlike all others by its number. */
export function eventOf(day: Day, n: number): string {
  const noon = Date.parse(`${day}T12:00:00Z`) / 1000;
  return lineOf(n).replaceAll(/ 15836800\d\d /g, ` ${noon} `);
}

/** A line that the pipeline leaves out. */
export function filteredLine(day: Day, n: number): string {
  return eventOf(day, n).replace(' OK ', ' NODATA ');
}

/** A well-formed line that the cluster refuses. */
export function refusedLine(day: Day, n: number): string {
  return eventOf(day, n).replaceAll('172.31.25.250', 'not-an-address');
}

export function keyOf(day: Day, name: string): string {
  const stamp = `${day.replaceAll('-', '')}T1200Z`;
  return `AWSLogs/123456789010/vpcflowlogs/us-west-2/${day.replaceAll('-', '/')}/123456789010_vpcflowlogs_us-west-2_fl-1_${stamp}_${name}.log.gz`;
}

/** Puts an object, and answers with its uri. */
export async function putLines(
  road: Road,
  day: Day,
  name: string,
  lines: readonly string[],
): Promise<string> {
  const key = keyOf(day, name);
  await road.put(key, flowLogObject(lines));
  return `s3://${road.bucket}/${key}`;
}

/** Deletes documents, one by one, and makes that seen. */
export async function removeDocuments(url: string, indices: string, hits: readonly Hit[]): Promise<void> {
  for (const { _index, _id } of hits) await ask('DELETE', `${url}/${_index}/_doc/${encodeURIComponent(_id)}`);
  await ask('POST', `${url}/${indices}/_refresh`);
}

export function pathOf({ _source }: Hit): string {
  return (_source.log as { file: { path: string } } | undefined)?.file.path ?? '';
}

/** What `audit --json` prints last. */
export interface AuditSummary {
  readonly type: string;
  readonly ok: boolean;
  readonly finished: boolean;
  readonly by: string;
  readonly gaps: number;
  readonly objects: Readonly<Record<string, number>>;
  readonly documents: Readonly<Record<string, number>>;
  readonly findings: readonly {
    readonly state: string;
    readonly object: string;
    readonly documents?: number;
    readonly missing?: number;
    readonly counted?: number;
    readonly problem?: { readonly code: string };
  }[];
  readonly fix?: {
    readonly run: {
      readonly objects: { readonly delivered: number };
      readonly documents: { readonly indexed: number; readonly duplicate: number };
    };
    readonly again?: { readonly objects: Readonly<Record<string, number>> };
  };
}

export function auditOf(stdout: string): AuditSummary {
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as AuditSummary;
}

/** The findings of a state, as text that can be compared. */
export function found(summary: AuditSummary, ...states: readonly string[]): string[] {
  return summary.findings.filter(({ state }) => states.includes(state)).map(({ object }) => object);
}
