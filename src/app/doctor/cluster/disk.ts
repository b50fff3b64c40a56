import type { Problem } from '../../../model/errors.ts';
import { bytes } from '../../../model/format.ts';
import { asRecord } from '../../template/mapping.ts';
import { type Check, check, ok, skipped, warning, worst } from '../check.ts';
import { askCluster } from './ask.ts';

/** Disks against the watermarks at which the cluster moves shards away, and at which it refuses documents. */
export function diskCheck(): Check {
  return check({
    id: 'disk',
    title: 'disks',
    needs: ['cluster', 'clusterSettings'],
    async run({ cluster: { client }, clusterSettings }, signal) {
      const path = '/_cat/allocation?format=json&bytes=b&h=node,disk.avail,disk.total';
      const asked = await askCluster({ client, path, right: 'cluster:monitor/stats' }, signal);
      if (asked.kind === 'denied') return warning(asked.problem);
      const disks = asked.kind === 'answer' ? disksOf(asked.body) : [];
      if (disks.length === 0) return skipped('this cluster does not tell of its disks');
      const fullest = Math.max(...disks.map(({ available, total }) => 1 - available / total));
      const says = `${Math.round(fullest * 100)}% full at most`;
      if (clusterSettings[`${prefix}.threshold_enabled`] === 'false')
        return ok(`${says}; watermarks are off`);
      return worst(judgeDisks(disks, clusterSettings), says);
    },
  });
}

const prefix = 'cluster.routing.allocation.disk';

/** Of a node; bytes. */
export interface Disk {
  readonly node: string;
  readonly available: number;
  readonly total: number;
}

/** The line of shards without a node has no disk. */
function disksOf(body: unknown): Disk[] {
  return [body]
    .flat()
    .map(asRecord)
    .map((row) => ({
      node: String(row.node),
      available: Number(row['disk.avail'] ?? Number.NaN),
      total: Number(row['disk.total'] ?? Number.NaN),
    }))
    .filter(({ available, total }) => Number.isFinite(available) && total > 0);
}

export function judgeDisks(disks: readonly Disk[], settings: Readonly<Record<string, string>>) {
  const mark = (name: string, otherwise: string) => settings[`${prefix}.watermark.${name}`] ?? otherwise;
  const flood = mark('flood_stage', '95%');
  const high = mark('high', '90%');
  const flooded = disks.filter((disk) => isPast(disk, flood));
  const full = disks.filter((disk) => isPast(disk, high) && !flooded.includes(disk));
  return {
    failures: flooded.map((disk) => floodProblem(disk, flood)),
    warnings: full.map((disk) => highProblem(disk, high)),
  };
}

const units: Readonly<Record<string, number>> = {
  b: 1,
  kb: 2 ** 10,
  mb: 2 ** 20,
  gb: 2 ** 30,
  tb: 2 ** 40,
  pb: 2 ** 50,
};

/** A watermark is a share that is used, `90%` or `0.9`, or bytes that are left, `500mb`. */
export function isPast({ available, total }: Disk, watermark: string): boolean {
  const [, amount = '', unit = ''] = /^([\d.]+)\s*(%|[a-z]*)$/i.exec(watermark) ?? [];
  if (amount === '') return false;
  const used = 1 - available / total;
  if (unit === '%') return used >= Number(amount) / 100;
  const size = units[unit.toLowerCase()];
  return size === undefined ? used >= Number(amount) : available <= Number(amount) * size;
}

function stand({ node, available, total }: Disk): string {
  return `${bytes(available)} of ${bytes(total)} are left on node ${node}`;
}

const cure = 'Delete old indices (a lifecycle policy does), add nodes, or enlarge the volumes.';

function floodProblem(disk: Disk, mark: string): Problem {
  return {
    code: 'LF_DISK_FLOOD_STAGE',
    message: `${stand(disk)}, past the flood-stage watermark (${mark}): its indices become read-only`,
    hint: cure,
  };
}

function highProblem(disk: Disk, mark: string): Problem {
  return {
    code: 'LF_DISK_FULL',
    message: `${stand(disk)}, past the high watermark (${mark}): the cluster moves shards away, and then refuses documents`,
    hint: cure,
  };
}
