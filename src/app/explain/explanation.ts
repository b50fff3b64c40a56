import type { MalformedLine } from '../../model/bulk.ts';
import type { Problem } from '../../model/errors.ts';
import type { IdKind } from '../../parse/definition.ts';
import type { Compression } from '../../source/compression.ts';
import type { ClusterFacts } from './cluster-facts.ts';

/**
 * One object through every step, as plain data: what `explain --json` prints, and what its text is drawn from. Fields are
 * only ever added; docs/explain.md describes them. Text in it comes from outside as it is: it is not made printable.
 */
export interface Explanation {
  readonly type: 'explanation';
  /** It would be delivered as it is now; with a cluster to ask, that would take its documents. */
  readonly ok: boolean;
  /** How the engine would settle it; `aborted`: the explanation was interrupted. */
  readonly outcome: 'delivered' | 'missing' | 'unreadable' | 'failed' | 'aborted' | 'unclaimed';
  readonly object: ObjectFacts;
  /** By the first bytes; absent when there are none. */
  readonly compression?: Compression;
  /** It holds rows, of Parquet or of a list `Records`: offsets are their numbers. */
  readonly rows?: true;
  readonly pipeline: PipelineChoice;
  /** Absent when the object has no first line, or one that is refused. */
  readonly header?: HeaderFacts;
  /** The first ones. */
  readonly documents: readonly ExplainedDocument[];
  readonly idKind?: IdKind;
  /** Of a user's own pipeline: what its steps did to the first lines. */
  readonly traces?: readonly TracedLine[];
  /** What all documents that were read would go into, in the order of their first. */
  readonly indices: readonly IndexCount[];
  readonly lines: LineCounts;
  readonly filtered: readonly FilteredKind[];
  /** The first few, and one of each reason that came later. */
  readonly malformed: readonly MalformedLine[];
  readonly bytes: ByteCounts;
  /** Event time of the newest document, ISO 8601. */
  readonly newest?: string;
  /** Whether it was read to its end. */
  readonly complete: boolean;
  /** Absent without `--node`. */
  readonly cluster?: ClusterFacts;
  /** Why it would not be delivered; empty when `ok`. */
  readonly problems: readonly Problem[];
  /** What does not stop it and may surprise. */
  readonly warnings: readonly Problem[];
}

/** Where it came from. What nobody said is absent. */
export interface ObjectFacts {
  readonly kind: 's3' | 'file' | 'stdin';
  /** `s3://bucket/key`, with `--as` too; else the path. */
  readonly uri: string;
  /** Of a file that `--as` gives another name. */
  readonly path?: string;
  readonly versionId?: string;
  /** Without quotes. */
  readonly etag?: string;
  /** Bytes as stored. */
  readonly size?: number;
  /** ISO 8601 */
  readonly lastModified?: string;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  /** Absent for STANDARD, as S3 has it. */
  readonly storageClass?: string;
  readonly encryption?: string;
}

/** Which pipeline reads it, and why. */
export type PipelineChoice =
  /** `part` of the key (or of a file's path) is what the pattern `claims` found. */
  | {
      readonly kind: 'claimed';
      readonly pipeline: string;
      readonly by: 'key' | 'path';
      readonly part: string;
      readonly claims: string;
    }
  /** A file that was named is read, whatever its name: by the pipeline that knows its first line, else that of flow logs. */
  | { readonly kind: 'named'; readonly pipeline: string }
  /** `rejects`: the name says that logflow kept rejects in it (R30). */
  | {
      readonly kind: 'unclaimed';
      readonly key: string;
      readonly reason: 'no-match' | 'rejects';
      readonly tried: readonly { readonly pipeline: string; readonly claims: string }[];
      /** The pipeline that takes its first line for a header of its own. */
      readonly looksLike?: string;
    };

export interface HeaderFacts {
  /** `built-in`: the first line is data, and the pipeline's own order holds. */
  readonly from: 'line' | 'built-in';
  readonly fields: readonly string[];
  readonly renamed: Readonly<Record<string, string>>;
  /** Read, and not written under their names. */
  readonly dropped: readonly string[];
  /** Not known to the pipeline: kept as text. */
  readonly unknown: readonly string[];
  /** The field that is the event's time. */
  readonly time?: string;
  /** Lines whose `field` is another are left out; absent when the header does not name it (R4). */
  readonly keep?: { readonly field: string; readonly equals: string };
}

export interface ExplainedDocument {
  /** Byte of its line in the decompressed object. */
  readonly offset: number;
  readonly index: string;
  /** Absent for id kind `none`. */
  readonly id?: string;
  readonly geo: readonly GeoFact[];
  /** As it would be sent. */
  readonly document: object;
}

/** One line on its way through the steps; the last one may have ended it. */
export interface TracedLine {
  /** As in `ExplainedDocument`. */
  readonly offset: number;
  readonly steps: readonly StepEffect[];
}

/** `step`: what kind of a step; `number`: which, counted from 1, and 0 is the parser. */
export type StepEffect = { readonly step: string; readonly number: number } & (
  | FieldChanges
  | { readonly effect: 'left-out'; readonly as: string }
  | { readonly effect: 'malformed'; readonly reason: string }
  /** The user's function: the object fails with it. */
  | { readonly effect: 'failed'; readonly reason: string }
);

/** Fields by their paths. */
export type FieldChanges =
  | { readonly effect: 'none' }
  | {
      readonly effect: 'changed';
      readonly added: Readonly<Record<string, unknown>>;
      readonly changed: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
      readonly removed: readonly string[];
    };

export interface GeoFact {
  /** The field of the document that holds the place: `src_geoip`. */
  readonly target: string;
  readonly address?: string;
  /** Where the address is, in short; absent when nobody knows. */
  readonly place?: string;
}

export interface IndexCount {
  readonly index: string;
  readonly documents: number;
}

/** `read` = documents + filtered + malformed, without header and blank lines. */
export interface LineCounts {
  readonly read: number;
  readonly documents: number;
  readonly filtered: number;
  readonly malformed: number;
}

/** Lines left out on purpose. */
export interface FilteredKind {
  readonly kind: string;
  readonly count: number;
  /** The first of them. */
  readonly example?: MalformedLine;
}

interface ByteCounts {
  /** As stored. */
  readonly fetched: number;
  /** Whole lines, decompressed. */
  readonly unpacked: number;
  /** Of bulk bodies. */
  readonly bulk: number;
}
