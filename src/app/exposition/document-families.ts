import type { Books } from '../../model/books.ts';
import { type Family, labelled, plain, seconds } from './family.ts';

/** Kinds of filtered lines with a series of their own; they come from the lines. */
const maxKinds = 32;
const otherKind = 'other';

/** Lines, documents, bytes, and the requests that carry them. */
export const documentFamilies: readonly Family[] = [
  plain(
    'counter',
    'logflow_lines_read_total',
    'Lines of objects that came to their end: documents of all verdicts, filtered and malformed lines together',
    ({ books }) => books.read,
  ),
  labelled(
    'counter',
    'logflow_documents_total',
    'Documents by final verdict: indexed, duplicate (there already), rejected',
    'verdict',
    ({ books: { indexed, duplicate, rejected } }) => ({ indexed, duplicate, rejected }),
  ),
  labelled(
    'counter',
    'logflow_lines_filtered_total',
    `Lines left out on purpose, by kind; at most ${maxKinds} kinds, the rest is ${otherKind}`,
    'kind',
    ({ books }) => cappedKinds(books.filtered),
  ),
  plain(
    'counter',
    'logflow_lines_malformed_total',
    'Lines that are not what the pipeline expects',
    ({ books }) => books.malformed,
  ),
  plain(
    'counter',
    'logflow_lines_abandoned_total',
    'Lines of attempts that were given up, which are in no other count',
    ({ abandoned }) => abandoned,
  ),
  plain(
    'gauge',
    'logflow_newest_event_timestamp_seconds',
    'Event time of the newest document; absent before the first',
    ({ newestEvent }) => seconds(newestEvent),
  ),
  plain(
    'counter',
    'logflow_fetched_bytes_total',
    'Bytes that came from S3, as they are stored there',
    ({ bytes }) => bytes.fetched,
  ),
  plain('counter', 'logflow_read_bytes_total', 'Bytes after decompression', ({ bytes }) => bytes.read),
  plain(
    'counter',
    'logflow_sent_bytes_total',
    'Bytes of bulk bodies, resends included',
    ({ bytes }) => bytes.sent,
  ),
  plain(
    'counter',
    'logflow_bulk_requests_total',
    'Bulk requests that have ended, resends included',
    ({ cluster }) => cluster.requests,
  ),
  plain(
    'counter',
    'logflow_bulk_retried_items_total',
    'Documents that were sent again',
    ({ cluster }) => cluster.retriedItems,
  ),
  plain(
    'counter',
    'logflow_bulk_busy_total',
    'Answers in which the cluster asked for less (429), for the request or some of its items',
    ({ cluster }) => cluster.busy,
  ),
  plain(
    'counter',
    'logflow_bulk_too_large_total',
    'Requests that were too large (413) and went again as halves',
    ({ cluster }) => cluster.tooLarge,
  ),
  plain(
    'gauge',
    'logflow_bulk_latency_seconds',
    'Answer time of bulk requests, smoothed; absent before the first',
    ({ cluster }) => seconds(cluster.latency),
  ),
  plain(
    'gauge',
    'logflow_last_verdict_timestamp_seconds',
    'When a document last got its final verdict; the start of the run before the first',
    ({ cluster }) => seconds(cluster.settledAt),
  ),
];

/** Kinds stand in the order in which they were first met: those with a series keep it, and no count ever falls. */
function cappedKinds(filtered: Books['filtered']): Record<string, number> {
  const kinds = Object.entries(filtered);
  const capped = Object.fromEntries(kinds.slice(0, maxKinds));
  const rest = kinds.slice(maxKinds).reduce((sum, [, count]) => sum + count, 0);
  return rest === 0 ? capped : { ...capped, [otherKind]: (capped[otherKind] ?? 0) + rest };
}
