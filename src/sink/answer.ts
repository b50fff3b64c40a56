import { unansweredRows } from '../failures/request-rows.ts';
import type { Problem } from '../model/errors.ts';
import { parseRetryAfter } from './backoff.ts';
import { oneLine } from './text.ts';

export type OpKind = 'create' | 'index';

/** One item of a bulk answer as the server wrote it. */
export interface RawItem {
  readonly op: OpKind;
  readonly status: number;
  /** `error.type`; absent when the item succeeded. */
  readonly type?: string;
  readonly reason?: string;
}

/** What came of one `_bulk` request. */
export type BulkAnswer =
  | {
      readonly kind: 'answered';
      /** ms, by the cluster's own clock */
      readonly took: number;
      readonly verdicts: 'all-ok' | readonly RawItem[];
    }
  /** No item was looked at: the request as a whole was turned down. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly type?: string;
      readonly reason: string;
      /** ms */
      readonly retryAfter?: number;
    }
  /** Refused, reset, timed out, or not understood: the outcome of every item is unknown. */
  | { readonly kind: 'unanswered'; readonly problem: Problem };

/**
 * Keeps the answer small. Every item has a `status`, so every item keeps its place.
 * Answers to refused requests are not filtered by the servers.
 */
export const bulkFilterPath = 'took,errors,items.*.status,items.*.error.type,items.*.error.reason';

// With the filter, `errors` is in front of the items on every server: no need to parse thousands of equal items.
const allOk = /^\s*\{"took":(\d+),(?:"ingest_took":\d+,)?"errors":false[,}]/;

/** Reads the answer to `_bulk`. `now` is ms since the epoch, for a `Retry-After` that is a date. */
export function readBulkAnswer(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  text: string,
  now: number,
): BulkAnswer {
  if (status < 200 || status >= 300) return refused(status, headers, text, now);
  const quick = allOk.exec(text.slice(0, 200));
  if (quick !== null) return { kind: 'answered', took: Number(quick[1]), verdicts: 'all-ok' };
  const body = parseObject(text);
  const items = Array.isArray(body?.items) ? body.items.map(readItem) : undefined;
  if (items === undefined || items.includes(undefined)) {
    return {
      kind: 'unanswered',
      problem: {
        code: unansweredRows.answer.code,
        message: `the answer to _bulk (status ${status}) is none: ${oneLine(text, 120)}`,
        hint: unansweredRows.answer.hint,
      },
    };
  }
  return { kind: 'answered', took: Number(body?.took ?? 0), verdicts: items as RawItem[] };
}

function refused(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  text: string,
  now: number,
): BulkAnswer {
  const retryAfter = parseRetryAfter(String(headers['retry-after'] ?? ''), now);
  return {
    kind: 'refused',
    status,
    ...readError(text),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** `error.type` and the reason of a refusal: JSON of a cluster, JSON of AWS in front of it, or whatever a proxy says. */
export function readError(text: string): { readonly type?: string; readonly reason: string } {
  const body = parseObject(text);
  const error = asObject(body?.error);
  const reason = error?.reason ?? body?.message ?? body?.Message ?? body?.error ?? text;
  return {
    ...(typeof error?.type === 'string' ? { type: error.type } : {}),
    reason: oneLine(typeof reason === 'string' ? reason : text, 300),
  };
}

function readItem(item: unknown): RawItem | undefined {
  const outer = asObject(item);
  const op: OpKind = outer?.create === undefined ? 'index' : 'create';
  const inner = asObject(outer?.[op]);
  if (typeof inner?.status !== 'number') return undefined;
  const error = asObject(inner.error);
  return {
    op,
    status: inner.status,
    ...(typeof error?.type === 'string' ? { type: error.type } : {}),
    ...(typeof error?.reason === 'string' ? { reason: error.reason } : {}),
  };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined; // Not JSON is an answer, too: the caller says what it was instead.
  }
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
