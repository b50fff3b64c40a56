import type { Problem } from '../../model/errors.ts';
import { oneLine } from '../../sink/text.ts';
import type { PipelineStatus } from '../output/status-schema.ts';
import { asRecord } from '../template/mapping.ts';
import { type Ask, numberOf, rowsOf } from './ask.ts';

type Facts<Names extends keyof PipelineStatus> = Partial<Pick<PipelineStatus, Names>>;

/** Documents by index; undefined where they are out of reach for now: closed, or red. */
export type IndexCounts = ReadonlyMap<string, number | undefined>;

/** How many indices a pipeline has, and what is in them. */
export async function lookAtIndices(
  ask: Ask,
  pattern: string,
): Promise<
  Facts<'indices' | 'closed' | 'red' | 'documents' | 'bytes'> & {
    readonly counts: IndexCounts;
  }
> {
  const h = 'index,status,health,docs.count,store.size';
  const path = `/_cat/indices/${encodeURIComponent(pattern)}`;
  const rows = rowsOf(await ask('GET', path, { querystring: { format: 'json', bytes: 'b', h } }));
  const sum = (column: string) => rows.reduce((total, row) => total + (numberOf(row[column]) ?? 0), 0);
  const whole = ({ status, health }: (typeof rows)[number]) => status !== 'close' && health !== 'red';
  const counts: IndexCounts = new Map(
    rows.map((row) => [String(row.index), whole(row) ? numberOf(row['docs.count']) : undefined]),
  );
  const closed = rows.filter(({ status }) => status === 'close').length;
  const red = rows.filter(({ health }) => health === 'red').length;
  return {
    indices: rows.length,
    ...(closed > 0 && { closed }),
    ...(red > 0 && { red }),
    documents: sum('docs.count'),
    bytes: sum('store.size'),
    counts,
  };
}

const minute = 60_000;

/** The newest document, and how many are new by their own time. `now`: ms since the epoch. */
export async function lookAtDocuments(
  ask: Ask,
  pattern: string,
  now: number,
): Promise<Facts<'newest' | 'lag' | 'lastMinutes'> & { readonly problem?: Problem }> {
  const path = `/${encodeURIComponent(pattern)}/_search`;
  const since = (minutes: number) => ({
    range: { '@timestamp': { gte: now - minutes * minute, lte: now, format: 'epoch_millis' } },
  });
  const body = {
    size: 0,
    track_total_hits: false,
    aggs: {
      newest: { max: { field: '@timestamp' } },
      5: { filter: since(5) },
      60: { filter: since(60) },
    },
  };
  const answer = await ask('POST', path, { body, querystring: { ignore_unavailable: true } });
  if (answer === undefined) return { lastMinutes: { 5: 0, 60: 0 } };
  const aggregations = asRecord(asRecord(answer).aggregations);
  const newest = numberOf(asRecord(aggregations.newest).value);
  const documents = (minutes: 5 | 60) => Number(asRecord(aggregations[minutes]).doc_count ?? 0);
  const problem = partial(pattern, asRecord(answer));
  return {
    ...(newest !== undefined && { newest, lag: Math.round(now - newest) / 1000 }),
    lastMinutes: { 5: documents(5), 60: documents(60) },
    ...(problem && { problem }),
  };
}

/** A search is answered although shards are missing, or have no date in `@timestamp`: then the figures are too small. */
function partial(pattern: string, answer: Readonly<Record<string, unknown>>): Problem | undefined {
  const { total, failed, failures } = asRecord(answer._shards);
  if (!failed && answer.timed_out !== true) return undefined;
  const [first] = rowsOf(failures);
  const { type, reason } = asRecord(first?.reason);
  const why = answer.timed_out === true ? 'the search ran out of time' : `${type}: ${reason}`;
  const message = `${Number(failed ?? 0)} of ${Number(total ?? 0)} shards of ${pattern} did not answer, so newest and last minutes are of the rest: ${why}`;
  return {
    code: 'LF_STATUS_PARTIAL',
    message: oneLine(message, 400),
    hint: 'Look at the health of the indices, and at their mapping with `logflow template install`.',
  };
}
