import type { Books } from './books.ts';
import type { Problem } from './errors.ts';

/** An object in S3. The key is as S3 stores it: decoded, opaque, never split. */
export interface S3Ref {
  readonly kind: 's3';
  readonly bucket: string;
  readonly key: string;
  /** GET is by version when the event names one (R8). */
  readonly versionId?: string;
  /** Without quotes. */
  readonly etag?: string;
  /** Compressed size in bytes, as the event or the listing has it. */
  readonly size?: number;
  readonly region?: string;
  /** When the object was written, ms since the epoch. */
  readonly eventTime?: number;
}

/** A local file, or standard input. `as` gives it the name and the ids of an object in S3 (R2). */
export interface FileRef {
  readonly kind: 'file' | 'stdin';
  /** Absolute path; `-` for standard input. */
  readonly path: string;
  readonly as?: { readonly bucket: string; readonly key: string; readonly versionId?: string };
}

export type ObjectRef = S3Ref | FileRef;

/** `s3://bucket/key`, or the path of a file that has no other name. What `log.file.path` and every message say. */
export function uriOf(ref: ObjectRef): string {
  if (ref.kind === 's3') return `s3://${ref.bucket}/${ref.key}`;
  return ref.as ? `s3://${ref.as.bucket}/${ref.as.key}` : ref.path;
}

/** What `position` ids are made of (R1): bucket NUL key NUL (version id, else unquoted ETag). */
export interface ObjectIdentity {
  readonly bucket: string;
  readonly key: string;
  readonly version: string;
}

/** How an object ended here. Exactly one per attempt. */
export type Outcome =
  /** Every document is in the index (or was there already). */
  | {
      readonly kind: 'delivered';
      readonly books: Books;
      /** What was to be done with the object then (`--after`) was not: why. */
      readonly undone?: Problem;
    }
  /** It is gone from S3: nothing will ever come of it. */
  | { readonly kind: 'missing'; readonly problem: Problem }
  /** It is there and cannot be read: no access, broken gzip, a header that is none. */
  | { readonly kind: 'unreadable'; readonly problem: Problem; readonly books: Books }
  /** It is not at fault, or some of its documents alone: something on the way did not bring it, or did not take it. */
  | { readonly kind: 'failed'; readonly problem: Problem; readonly books: Books }
  /** We were told to stop before it was done. */
  | { readonly kind: 'aborted' };

/** The unit of work: a reference that carries its own acknowledgement. The engine never learns what is behind `settle`. */
export interface WorkItem {
  readonly ref: ObjectRef;
  /** Called exactly once, when nothing more will happen to this object in this process. */
  settle(outcome: Outcome): Promise<void>;
}

/** Asked for the next item only when there is a free slot; may be asked several times at once. */
export type Source = AsyncIterable<WorkItem>;

/**
 * What is said about an object besides its bytes: only what was asked for and is there. As it stands in its documents,
 * under `s3`. Values come from whoever wrote the object.
 */
export interface ObjectProperties {
  /** ISO 8601, UTC */
  readonly last_modified?: string;
  readonly content_type?: string;
  /** The user's own, at most 2 KiB. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Which writing of an object was read, in S3's words. */
export interface StoredVersion {
  /** With its quotes, as conditions take it. */
  readonly etag?: string;
  /** Absent where there are no versions, and for what was written before there were. */
  readonly versionId?: string;
  /** Bytes as stored. */
  readonly size?: number;
  /** KMS encrypted it: its ETag says nothing about its content. */
  readonly kms?: true;
}

/** The bytes of an object, ready to be cut into blocks. */
export interface OpenedObject {
  readonly identity: ObjectIdentity;
  /** Absent for files. */
  readonly stored?: StoredVersion;
  /** Absent when none was asked for, or none is there. */
  readonly properties?: ObjectProperties;
  /** Decompressed bytes. Ends with a `LogflowError` when the object did. Return it early to close the socket. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** `open` answers with the object, or with why it will not be read. */
export type OpenResult =
  | { readonly kind: 'opened'; readonly object: OpenedObject }
  | { readonly kind: 'missing'; readonly problem: Problem }
  | { readonly kind: 'unreadable'; readonly problem: Problem }
  /** It may be as it should: we could not get at it. */
  | { readonly kind: 'failed'; readonly problem: Problem };
