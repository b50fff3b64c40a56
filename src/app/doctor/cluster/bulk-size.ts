import { bytes } from '../../../model/format.ts';
import { asRecord } from '../../template/mapping.ts';
import { type Check, check, ok, skipped, warning } from '../check.ts';
import { judgeClocks } from '../clock.ts';
import { askCluster } from './ask.ts';
import type { ClusterDeps } from './deps.ts';

/** Whether bulk requests fit. */
export function bulkSizeCheck({ settings }: ClusterDeps): Check {
  return check({
    id: 'bulk-bytes',
    title: 'bulk size',
    needs: ['cluster'],
    async run({ cluster: { client } }, signal) {
      const path = '/_nodes/http?filter_path=nodes.*.http.max_content_length_in_bytes';
      const asked = await askCluster({ client, path, right: 'cluster:monitor/nodes/info' }, signal);
      if (asked.kind === 'denied') return warning(asked.problem);
      const nodes = asked.kind === 'answer' ? Object.values(asRecord(asRecord(asked.body).nodes)) : [];
      const told = nodes.map((node) => Number(asRecord(asRecord(node).http).max_content_length_in_bytes));
      const most = Math.min(...told.filter(Number.isFinite));
      if (!Number.isFinite(most)) return skipped('this cluster does not tell http.max_content_length');
      const ours = settings['bulk-bytes'];
      if (ours <= most) return ok(`${bytes(ours)}; the cluster takes ${bytes(most)}`);
      return warning({
        code: 'LF_BULK_TOO_LARGE',
        message: `--bulk-bytes is ${bytes(ours)}, and the cluster takes ${bytes(most)} (http.max_content_length): full requests are refused, halved and sent again`,
        hint: `Set --bulk-bytes to ${most} or less.`,
      });
    },
  });
}

/** The cluster's clock; most do not tell the time, managed ones do. */
export function clusterClockCheck({ settings, skews }: ClusterDeps): Check {
  return check({
    id: 'cluster-clock',
    title: 'clock, cluster',
    needs: ['answered'],
    run: () => (skews.size === 0 ? ok('not told by it') : judgeClocks(skews, settings.sigv4 !== undefined)),
  });
}
