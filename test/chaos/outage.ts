import { ask } from '../helpers/search.ts';

/** Something that is wrong with a real cluster and that only its owner can mend. */
export interface Outage {
  readonly name: string;
  /** Which of the two days' indices takes nothing. */
  readonly hits: 'today' | 'tomorrow';
  /** What the progress line says. */
  readonly told: RegExp;
  /** The code in the summary. */
  readonly code: string;
  begin(url: string, today: string): Promise<void>;
  end(url: string, today: string): Promise<void>;
}

/** The next day's index cannot be created: there are too many shards. Documents of the day that has one go on. */
export const midnight: Outage = {
  name: 'midnight',
  hits: 'tomorrow',
  told: /WAITING: .*maximum.*shards? open/,
  code: 'LF_SHARD_LIMIT',
  // The smallest value there is: with one index open, none may follow.
  begin: (url) => shardLimit(url, 1),
  end: (url) => shardLimit(url, null),
};

/** The block that the cluster puts on an index when its disk is full. */
export const floodStage: Outage = {
  name: 'flood stage',
  hits: 'today',
  told: /WAITING: .*blocked by/,
  code: 'LF_CLUSTER_BLOCKED',
  begin: (url, today) => block(url, today, true),
  end: (url, today) => block(url, today, null),
};

async function shardLimit(url: string, limit: number | null): Promise<void> {
  await put(`${url}/_cluster/settings`, { transient: { 'cluster.max_shards_per_node': limit } });
}

async function block(url: string, index: string, is: true | null): Promise<void> {
  await put(`${url}/${index}/_settings`, { 'index.blocks.read_only_allow_delete': is });
}

async function put(url: string, body: object): Promise<void> {
  const answer = await ask('PUT', url, body);
  if (answer.status !== 200) throw new Error(`PUT ${url} was answered: ${JSON.stringify(answer)}`);
}
