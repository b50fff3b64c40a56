import { createHash } from 'node:crypto';
import { type BulkPart, itemStart, type RejectReason } from '../model/bulk.ts';
import { rejectsSuffix } from '../model/rejects.ts';
import { indexName, openingLength, opOf } from '../sink/action-line.ts';
import type { OpKind } from '../sink/answer.ts';

/** A document that the cluster will not take, and everything that is needed to send it again. */
export interface RejectEntry {
  readonly index: string;
  /** Absent where the cluster chooses ids. */
  readonly id?: string;
  readonly op: OpKind;
  readonly reason: RejectReason;
  /** The object's uri. */
  readonly object: string;
  readonly version: string;
  /** Byte offset of the line in the decompressed object, or the number of the row; absent with `--no-origin`, unless the id holds it. */
  readonly line?: number;
  /** `line` is the number of a row. */
  readonly rows?: true;
  /** When it was refused: ISO 8601. */
  readonly at: string;
  /** JSON as it was sent, byte for byte: integers above 2^53 survive. */
  readonly document: string;
}

/** The name under which the rejects of one writing of one object are kept: always the same, so redelivery overwrites (R21). */
export function rejectsName(object: string, version: string): string {
  const hash = createHash('sha256').update(`${object}\0${version}`).digest('hex').slice(0, 40);
  return `${hash}${rejectsSuffix}`;
}

/** Item `item` of a part; everything is copied, for the part's bytes are soon another's. `at`: ms since the epoch. */
export function entryOf(part: BulkPart, item: number, reason: RejectReason, at: number): RejectEntry {
  const start = itemStart(part, item);
  const body = part.bytes;
  const actionEnd = body.indexOf(0x0a, start);
  const action = JSON.parse(body.toString('utf8', start + openingLength(body, start), actionEnd - 1));
  const id: string | undefined = action._id;
  const document = body.toString('utf8', actionEnd + 1, itemStart(part, item + 1) - 1);
  const line = lineOf(document, id);
  return {
    index: indexName(body, start),
    ...(id !== undefined && { id }),
    op: opOf(body, start),
    reason,
    object: part.object,
    version: part.version,
    ...(line !== undefined && { line }),
    ...(part.rows && { rows: part.rows }),
    at: new Date(at).toISOString(),
    document,
  };
}

/** `log.offset`, or the end of a `position` id (`src/parse/doc-id.ts`). */
function lineOf(document: string, id: string | undefined): number | undefined {
  const offset: unknown = JSON.parse(document).log?.offset;
  if (typeof offset === 'number') return offset;
  const inId = /^[\w-]{22}-(\d{1,15})$/.exec(id ?? '')?.[1];
  return inId === undefined ? undefined : Number(inId);
}

const documentKey = ',"document":';

/** One line of ndjson, ended by LF. The document is the last field and goes in as it is. */
export function writeEntry({ document, ...rest }: RejectEntry): Buffer {
  return Buffer.from(`${JSON.stringify(rest).slice(0, -1)}${documentKey}${document}}\n`);
}

/**
 * A line that `writeEntry` wrote, without its LF; undefined for anything else. The key of the document is found as text: inside a JSON string its
 * quotes would be escaped.
 */
export function readEntry(line: string): RejectEntry | undefined {
  const cut = line.indexOf(documentKey);
  if (cut < 0 || !line.endsWith('}')) return undefined;
  const document = line.slice(cut + documentKey.length, -1);
  try {
    return checkedEntry({ ...JSON.parse(`${line.slice(0, cut)}}`), document });
  } catch {
    return undefined; // Cut short or tampered with: the caller says where.
  }
}

/** The entry in what a store gave, without anything else; undefined when it is none: anybody may have written there. */
export function checkedEntry(value: Partial<RejectEntry>): RejectEntry | undefined {
  const { index, id, op, reason, object, version, line, rows, at, document } = value;
  const texts = [index, object, version, at, document, reason?.type, reason?.text];
  if (!texts.every((text) => typeof text === 'string')) return undefined;
  if (op !== 'create' && op !== 'index') return undefined;
  if (!['string', 'undefined'].includes(typeof id) || !['number', 'undefined'].includes(typeof line))
    return undefined;
  if (rows !== undefined && rows !== true) return undefined;
  if (!isDocument(document as string)) return undefined;
  const { type, text } = reason as RejectReason;
  const known = { index, id, op, reason: { type, text }, object, version, line, rows, at, document };
  return Object.fromEntries(
    Object.entries(known).filter(([, v]) => v !== undefined),
  ) as unknown as RejectEntry;
}

/** A JSON object on one line: anything else would spoil the request that it is sent in. */
function isDocument(text: string): boolean {
  if (!text.startsWith('{') || text.includes('\n')) return false;
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

/** The `_bulk` item of an entry, as it was sent the first time. */
export function bulkItem({ index, id, op, document }: RejectEntry): Buffer {
  const action = { [op]: { _index: index, ...(id !== undefined && { _id: id }) } };
  return Buffer.from(`${JSON.stringify(action)}\n${document}\n`);
}
