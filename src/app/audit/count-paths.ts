import { LogflowError } from '../../model/errors.ts';
import type { Place } from '../../source/listing/walk.ts';
import { type Ask, insist, refused } from './ask.ts';

/** Documents that carry the path of an object. */
export interface PathCount {
  /** `log.file.path`: `s3://bucket/key` */
  readonly path: string;
  readonly documents: number;
}

/** Where a document says which object it came from. */
export const pathField = 'log.file.path';
/** Below `search.max_buckets`, which was 10,000 in Elasticsearch 7. */
const pageSize = 5_000;

interface Page {
  readonly aggregations?: {
    readonly paths: {
      readonly buckets: readonly { readonly key: { readonly path: string }; readonly doc_count: number }[];
      readonly after_key?: { readonly path: string };
    };
  };
}

/** A mapping of somebody else's, in which paths cannot be counted. */
export class NoPaths extends Error {}

/**
 * The paths of a place and their documents, in the order of their bytes. The server seeks its terms from `after` on, and
 * stops when a page is full; a query in front of it would make it walk through all documents for each page.
 * `indices`: for the path of a request. Throws `NoPaths` when the field is not a keyword.
 */
export async function* countPaths(
  ask: Ask,
  indices: string,
  { bucket, prefix }: Place,
): AsyncGenerator<readonly PathCount[]> {
  const beginning = `s3://${bucket}/${prefix}`;
  if (prefix !== '') {
    // `after` leaves out what it names.
    const query = { term: { [pathField]: beginning } };
    const documents = await countDocuments(ask, indices, query);
    if (documents > 0) yield [{ path: beginning, documents }];
  }
  let after: string | undefined = beginning;
  while (after !== undefined) {
    const page: Page['aggregations'] = await pageAfter(ask, indices, after);
    const { buckets = [], after_key: last } = page?.paths ?? {};
    const ours = buckets.filter(({ key }) => key.path.startsWith(beginning));
    if (ours.length > 0) yield ours.map(({ key, doc_count }) => ({ path: key.path, documents: doc_count }));
    after = ours.length > 0 && ours.length === buckets.length ? last?.path : undefined;
  }
}

/** Documents that do not say which object they are of. */
export function countWithoutPath(ask: Ask, indices: string): Promise<number> {
  return countDocuments(ask, indices, { bool: { must_not: { exists: { field: pathField } } } });
}

async function countDocuments(ask: Ask, indices: string, query: object): Promise<number> {
  const { count } = await insist<{ count: number }>(ask, 'POST', `/${indices}/_count`, {
    body: { query },
    querystring: { ignore_unavailable: true },
  });
  return count;
}

async function pageAfter(ask: Ask, indices: string, after: string): Promise<Page['aggregations']> {
  const composite = {
    size: pageSize,
    sources: [{ path: { terms: { field: pathField } } }],
    after: { path: after },
  };
  const answer = await ask('POST', `/${indices}/_search`, {
    body: { size: 0, aggs: { paths: { composite } } },
    querystring: { ignore_unavailable: true, allow_partial_search_results: false },
  });
  if (answer.status === 400) throw new NoPaths(refused('to count paths', answer).message);
  if (answer.status >= 300) throw new LogflowError(refused('to count paths', answer));
  return (answer.body as Page).aggregations;
}
