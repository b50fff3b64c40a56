import { systemClock } from '../../core/clock.ts';
import { LogflowError, never } from '../../model/errors.ts';
import { createDirectoryStore } from '../../rejects/directory-store.ts';
import { IndexStore } from '../../rejects/index-store.ts';
import { createS3Store } from '../../rejects/s3-store.ts';
import type { RejectsStore } from '../../rejects/store.ts';
import type { Cluster } from '../../sink/cluster.ts';
import { createAws } from '../aws.ts';
import { definitions } from '../pipelines.ts';
import type { RejectsPlace } from '../settings/rejects.ts';
import type { Settings } from '../settings/settings.ts';
import { globMatches } from '../template/glob.ts';
import { indexPatternOf } from '../template/target.ts';

/** The store that `--rejects` names. `cluster` is asked for when the store is an index in it. */
export function openRejects(settings: Settings, where: RejectsPlace, cluster: () => Cluster): RejectsStore {
  switch (where.kind) {
    case 's3': {
      const aws = createAws(settings);
      const client = aws.s3(where.bucket);
      // Of one bucket alone, by a client of its own: there the SDK follows rightly (not in `source/bucket-region.ts`).
      client.config.followRegionRedirects = true;
      return { ...createS3Store(client, where.bucket, where.prefix), close: async () => aws.close() };
    }
    case 'index':
      refuseLogIndex(settings, where.index);
      return new IndexStore(cluster(), where.index, systemClock);
    case 'dir':
      return createDirectoryStore(where.path);
    default:
      return never(where);
  }
}

/** Among the indices of logs the rejects would get their template, and be counted as logs. */
function refuseLogIndex(settings: Settings, name: string): void {
  for (const { index } of definitions(settings)) {
    const pattern = indexPatternOf(index);
    if (!globMatches(pattern, name)) continue;
    const message = `--rejects index:${name} is one of the indices of logs (${pattern})`;
    const hint = 'Give it another name, as in index:rejects-vpcflowlogs.';
    throw new LogflowError({ code: 'LF_CONFIG', message, hint }, { exit: 2 });
  }
}
