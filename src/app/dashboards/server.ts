import type { ClusterResponse } from '../../sink/cluster.ts';
import { oneLine } from '../../sink/text.ts';
import { asRecord } from '../template/mapping.ts';
import type { MapKind } from './objects.ts';

/** What answers. */
export interface Server {
  readonly kind: 'opensearch-dashboards' | 'kibana';
  /** As it says itself, for people alone; undefined where it keeps that to itself. */
  readonly version: string | undefined;
  readonly map: MapKind;
}

/**
 * Reads the answer to `GET /api/status`; undefined when it is none of the two. Versions are no evidence: each names itself in
 * a header and names the cluster behind it. Since 8, when coordinate maps went, Kibana's status has levels and no colours.
 */
export function serverOf({ status, body, headers }: ClusterResponse): Server | undefined {
  const { status: told, version } = asRecord(body);
  const { overall, statuses, core } = asRecord(told);
  // 503 with a status is one that is not available yet.
  if (status !== 200 || told === undefined) return undefined;
  const number = asRecord(version).number;
  const common = { version: typeof number === 'string' ? oneLine(number, 40) : undefined };
  const ids = (Array.isArray(statuses) ? statuses : []).map((one) => String(asRecord(one).id));
  const names = (id: string) => ids.some((one) => one.startsWith(`core:${id}@`));
  const levels = asRecord(overall).level !== undefined;
  const opensearch = headers['osd-name'] !== undefined || names('opensearch') || has(core, 'opensearch');
  if (opensearch) return { ...common, kind: 'opensearch-dashboards', map: 'tile_map' };
  const kibana = headers['kbn-name'] !== undefined || names('elasticsearch') || has(core, 'elasticsearch');
  return kibana ? { ...common, kind: 'kibana', map: levels ? 'map' : 'tile_map' } : undefined;
}

function has(core: unknown, name: string): boolean {
  return asRecord(core)[name] !== undefined;
}

/** `OpenSearch Dashboards 2.19.1` */
export function serverText({ kind, version }: Server): string {
  const name = kind === 'kibana' ? 'Kibana' : 'OpenSearch Dashboards';
  return version === undefined ? name : `${name} ${version}`;
}
