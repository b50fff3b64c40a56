import { systemClock } from '../../core/clock.ts';
import type { RejectsStore } from '../../rejects/store.ts';
import type { Cluster } from '../../sink/cluster.ts';
import type { Io } from '../io.ts';
import type { Settings } from '../settings/settings.ts';
import { openCluster, reach } from '../target.ts';
import { openRejects } from './open.ts';

export interface OpenedRejects {
  readonly store: RejectsStore;
  /** Reached when it is first asked for. */
  cluster(): Promise<Cluster>;
}

/** Opens the store that the settings name, and the cluster where it is needed; closes both. */
export async function withRejects<T>(
  settings: Settings,
  io: Io,
  work: (opened: OpenedRejects) => Promise<T>,
): Promise<T> {
  const { rejects } = settings;
  if (!rejects) throw new Error('the rules of the command ask for --rejects');
  let opened: Cluster | undefined;
  let store: RejectsStore | undefined;
  const cluster = async () => {
    if (opened) return opened;
    opened = await openCluster(settings);
    await reach(opened, settings, systemClock, io);
    return opened;
  };
  try {
    const inCluster = rejects.kind === 'index' ? await cluster() : undefined;
    store = openRejects(settings, rejects, () => inCluster as Cluster);
    return await work({ store, cluster });
  } finally {
    await store?.close();
    await opened?.close();
  }
}
