import type { Problem } from '../model/errors.ts';
import type { RejectEntry } from './entry.ts';

/** The rejects of one object, gzipped lines of ndjson; may be read several times. */
export interface RejectsContent {
  /** Of all that `read` gives. */
  readonly bytes: number;
  read(): AsyncIterable<Buffer>;
}

/** A line of a store: what it says, or why it says nothing. */
export type StoredEntry =
  | { readonly kind: 'entry'; readonly entry: RejectEntry }
  | { readonly kind: 'damaged'; readonly problem: Problem };

/**
 * Where rejected documents are kept until the mapping is mended: by the name of their object, nothing else is known of them.
 * Foreign errors come out as `LogflowError`.
 */
export interface RejectsStore {
  /** For people: `s3://bucket/prefix`. */
  readonly place: string;
  /** Makes it where it can be made. Throws when nothing could be kept there. */
  prepare(): Promise<void>;
  /** Durable when it resolves. A document that is there already is written over: it is there once. */
  put(name: string, content: RejectsContent): Promise<void>;
  names(): AsyncIterable<string>;
  read(name: string): AsyncIterable<StoredEntry>;
  /** `content`, or nothing, takes the place of what `read` has just given. */
  replace(name: string, content: RejectsContent | undefined): Promise<void>;
  close(): Promise<void>;
}
