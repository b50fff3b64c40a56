/** `GET /` as Elasticsearch 7.10 answers it. */
export const rootAnswer = JSON.stringify({
  name: 'acknowledger',
  cluster_name: 'acknowledger',
  cluster_uuid: 'Ym9va3MtYmFsYW5jZS1hbHc',
  version: {
    number: '7.10.2',
    build_flavor: 'oss',
    build_type: 'zip',
    build_snapshot: false,
    lucene_version: '8.7.0',
    minimum_wire_compatibility_version: '6.8.0',
    minimum_index_compatibility_version: '6.0.0-beta1',
  },
  tagline: 'You Know, for Search',
});

/** The error type that clusters send most often with a status. */
const errorTypes: Readonly<Record<number, string>> = {
  400: 'mapper_parsing_exception',
  403: 'cluster_block_exception',
  404: 'index_not_found_exception',
  409: 'version_conflict_engine_exception',
  429: 'es_rejected_execution_exception',
  503: 'unavailable_shards_exception',
};

function errorOf(status: number, reason: string): { type: string; reason: string } {
  return { type: errorTypes[status] ?? 'exception', reason };
}

/** The body of a whole answer that is an error. */
export function errorBody(status: number, reason: string): string {
  return JSON.stringify({ error: errorOf(status, reason), status });
}

export interface BulkAnswer {
  /** Piece by piece, because a million items need not be one string. */
  readonly pieces: Iterable<string>;
  /** Items with a status below 300. */
  readonly acknowledged: number;
}

const blockItems = 1000;

/** What `_bulk` answers under the filter `took,errors,items.*.status,items.*.error` when all items were created. */
export function allCreated(opType: string, items: number): BulkAnswer {
  const item = `{"${opType}":{"status":201}}`;
  return { pieces: pieces(), acknowledged: items };

  function* pieces(): Generator<string> {
    yield '{"took":1,"errors":false,"items":[';
    const block = `${item},`.repeat(blockItems);
    let left = items;
    for (; left > blockItems; left -= blockItems) yield block;
    if (left > 0) yield `${`${item},`.repeat(left - 1)}${item}`;
    yield ']}';
  }
}

/** The same, with each item's status as the test wants it. */
export function withStatuses(opType: string, items: number, statusOf: (item: number) => number): BulkAnswer {
  const statuses = Array.from({ length: items }, (_, item) => statusOf(item));
  const errors = statuses.some((status) => status >= 400);
  const told = statuses.map((status) => ({
    [opType]: status < 400 ? { status } : { status, error: errorOf(status, 'injected by the test') },
  }));
  return {
    pieces: [JSON.stringify({ took: 1, errors, items: told })],
    acknowledged: statuses.filter((status) => status < 300).length,
  };
}
