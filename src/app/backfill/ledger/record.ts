import { z } from 'zod';
import { never } from '../../../model/errors.ts';
import { type Hash96, hashText, parseHash } from './hash-table.ts';

/** An object by what is needed to read it again. */
export interface FailedObject {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly size: number;
}

/** What a line of the ledger says. */
export type LedgerRecord =
  /** `docs` are in the index, whoever put them there; `rejected` are among the rejects. */
  | { readonly kind: 'delivered'; readonly hash: Hash96; readonly docs: number; readonly rejected: number }
  /** It was no longer in S3. */
  | { readonly kind: 'gone'; readonly hash: Hash96 }
  /** Its event was taken by the queue. */
  | { readonly kind: 'queued'; readonly hash: Hash96 }
  | {
      readonly kind: 'failed';
      readonly hash: Hash96;
      /** Of the problem: `LF_OBJECT_KMS`. */
      readonly code: string;
      readonly object: FailedObject;
    }
  /** A run begins; until `end` the job is unfinished. */
  | { readonly kind: 'begin' }
  /** All that was listed was done, or has failed. */
  | { readonly kind: 'end' };

/** One line, LF included; a delivered object is about 25 bytes, one that failed has its key as JSON, so that no key breaks a line. */
export function formatRecord(record: LedgerRecord): string {
  switch (record.kind) {
    case 'delivered': {
      const { docs, rejected } = record;
      return `d ${hashText(record.hash)} ${docs}${rejected > 0 ? ` ${rejected}` : ''}\n`;
    }
    case 'gone':
      return `g ${hashText(record.hash)}\n`;
    case 'queued':
      return `q ${hashText(record.hash)}\n`;
    case 'failed':
      return `f ${hashText(record.hash)} ${record.code} ${JSON.stringify(record.object)}\n`;
    case 'begin':
      return 'b\n';
    case 'end':
      return 'e\n';
    default:
      return never(record);
  }
}

const failedObject = z.object({
  bucket: z.string().min(1),
  key: z.string().min(1),
  etag: z.string(),
  size: z.number(),
});

/** A line without its LF; undefined for one that no logflow wrote. */
export function parseRecord(line: string): LedgerRecord | undefined {
  if (line === 'b') return { kind: 'begin' };
  if (line === 'e') return { kind: 'end' };
  const hash = line[1] === ' ' ? parseHash(line.slice(2, 18)) : undefined;
  if (!hash) return undefined;
  const rest = line.slice(18);
  switch (line[0]) {
    case 'd': {
      const [, docs, rejected = 0] = /^ (\d+)(?: (\d+))?$/.exec(rest) ?? [];
      return docs === undefined
        ? undefined
        : { kind: 'delivered', hash, docs: Number(docs), rejected: Number(rejected) };
    }
    case 'g':
      return rest === '' ? { kind: 'gone', hash } : undefined;
    case 'q':
      return rest === '' ? { kind: 'queued', hash } : undefined;
    case 'f': {
      const [, code = '', json = ''] = /^ (\w+) (\{.*\})$/.exec(rest) ?? [];
      const object = failedObject.safeParse(parseJson(json));
      return object.success ? { kind: 'failed', hash, code, object: object.data } : undefined;
    }
    default:
      return undefined;
  }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
