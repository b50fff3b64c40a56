import { type BulkPart, itemStart } from '../model/bulk.ts';
import { indexName, indexSpan, openingLength } from './action-line.ts';
import type { OutputForm } from './part-name.ts';

/** Finished bytes for one index. */
export interface Rows {
  readonly index: string;
  readonly bytes: Buffer;
}

/** A part's items as they go to a file or a pipe, in order; neighbours of the same index together. */
export function* rowsOf(part: BulkPart, form: OutputForm): Generator<Rows> {
  const body = part.bytes;
  let from = part.from;
  while (from < part.to) {
    const start = itemStart(part, from);
    let to = from + 1;
    while (to < part.to && sameIndex(body, start, itemStart(part, to))) to++;
    const bytes = form === 'bulk' ? body.subarray(start, itemStart(part, to)) : ndjsonRows(part, from, to);
    yield { index: indexName(body, start), bytes };
    from = to;
  }
}

function sameIndex(body: Uint8Array, a: number, b: number): boolean {
  const one = indexSpan(body, a);
  const two = indexSpan(body, b);
  if (one.to - one.from !== two.to - two.from) return false;
  for (let i = one.from, j = two.from; i < one.to; i++, j++) if (body[i] !== body[j]) return false;
  return true;
}

const sourceKey = Buffer.from(',"_source":');
const newline = 0x0a;
const closingBrace = 0x7d;

/** `{"_index":…,"_id":…,"_source":{…}}`: cut from action line and document, neither is parsed. */
function ndjsonRows(part: BulkPart, from: number, to: number): Buffer {
  const body = part.bytes;
  // A row is never longer than its item: the op name and its braces go, `,"_source":` comes.
  const out = Buffer.allocUnsafe(itemStart(part, to) - itemStart(part, from));
  let at = 0;
  for (let item = from; item < to; item++) {
    const start = itemStart(part, item);
    const end = itemStart(part, item + 1);
    const actionEnd = body.indexOf(newline, start);
    at += body.copy(out, at, start + openingLength(body, start), actionEnd - 2); // without `}}`
    at += sourceKey.copy(out, at);
    at += body.copy(out, at, actionEnd + 1, end - 1);
    out[at++] = closingBrace;
    out[at++] = newline;
  }
  return out.subarray(0, at);
}
