import { setTimeout as pause } from 'node:timers/promises';
import { ask } from '../test/helpers/search.ts';

/** Where all documents of `flow-data.ts` go: they are of one day. */
export const index = 'vpcflowlogs-2026-11-20';
/** What one gives an index that much is written to; the rest is the server's default. */
export const indexSettings = {
  number_of_shards: 1,
  number_of_replicas: 0,
  refresh_interval: '30s',
  'translog.durability': 'request',
};

/** The index, empty, with the mapping of logflow's template. */
export async function prepareIndex(url: string): Promise<void> {
  await ask('DELETE', `${url}/${index}`);
  const { status, body } = await ask('PUT', `${url}/${index}`, { settings: { index: indexSettings } });
  if (status !== 200) throw new Error(`the index was not made: ${JSON.stringify(body)}`);
}

const interval = 200;
const filter = 'filter_path=_all.primaries.indexing.index_total';

/**
 * Documents per second by the server's own count, the same for whoever sends: from when the first were seen to when all
 * `docs` were, without anybody's start and end.
 */
export async function watchIndexing(url: string, docs: number) {
  let first: { readonly count: number; readonly at: number } | undefined;
  for (;;) {
    const at = performance.now();
    const { body } = await ask('GET', `${url}/${index}/_stats/indexing?${filter}`);
    const count = (body as Stats)._all.primaries.indexing.index_total;
    if (count > 0) first ??= { count, at };
    if (first && count >= docs) {
      const seconds = (performance.now() - first.at) / 1000;
      return { perSecond: (docs - first.count) / seconds, seconds };
    }
    await pause(interval);
  }
}

interface Stats {
  readonly _all: { readonly primaries: { readonly indexing: { readonly index_total: number } } };
}
