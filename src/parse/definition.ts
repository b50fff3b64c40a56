/**
 * What a pipeline is: data. `interpret` runs it as it stands; the compiled transform is generated from the same value.
 */
export interface PipelineDefinition {
  /** Also the value of the `type` field and the first tag: `vpcflowlogs`. */
  readonly name: string;
  /** Grows when lines get other ids or other indices than before with the same settings (R9); other fields are no reason. */
  readonly version: number;
  /** Source of a regular expression over the decoded key: the objects that this pipeline claims. */
  readonly claims: string;
  readonly format: DelimitedFormat;
  /** The names that its documentation has; others pass, and `explain` calls them unknown. */
  readonly documented: readonly string[];
  /** Only lines whose field has this value become documents; others are counted by their value. No such field, no filter (R4). */
  readonly keep?: { readonly field: string; readonly equals: string };
  /** Header name -> name in the document, where they differ. */
  readonly rename: Readonly<Record<string, string>>;
  /** Names (in the document) whose value must be a canonical integer up to 2^63-1 and is written as a JSON number (R3). */
  readonly numbers: readonly string[];
  /** Names that are read and not written. */
  readonly drop: readonly string[];
  /** UNIX seconds -> ISO dates. The first whose field the header has is also `@timestamp`, the event's time. */
  readonly times: readonly { readonly field: string; readonly target: string }[];
  readonly geo: readonly { readonly field: string; readonly target: string; readonly failureTag: string }[];
  /** Those that a run asks for; the order is that in the document. A number without a name adds nothing. */
  readonly names: readonly NameTable[];
  /** `{yyyy}`, `{MM}` and `{dd}` are the local date of the event's time: `vpcflowlogs-{yyyy}-{MM}-{dd}`. */
  readonly index: string;
  readonly id: IdKind;
}

/** Names for the values of a field that are numbers. */
export interface NameTable {
  /** What `--enrich` calls it. */
  readonly asked: EnrichmentName;
  readonly field: string;
  readonly target: string;
  /** By canonical integer. */
  readonly names: Readonly<Record<string, string | readonly string[]>>;
}

export const enrichmentNames = ['protocol', 'ports', 'tcp-flags'] as const;
export type EnrichmentName = (typeof enrichmentNames)[number];

/** Lines of fields with a header line in front. */
export interface DelimitedFormat {
  readonly kind: 'delimited';
  /** One ASCII character. */
  readonly separator: string;
  /** The value that stands for "no value". */
  readonly absent: string;
  /** The orders of fields that lines may have where no header line is; the first where none of them fits. */
  readonly headerless: readonly Layout[];
  /** The column of the time that CloudWatch Logs puts in front of a line when it exports it; no header line can name it. */
  readonly stamp: string;
  /** Lines may come as messages in JSON, as Firehose and CloudWatch Logs write them, or as rows of Parquet (`blocks.ts`). */
  readonly wrapped: boolean;
}

/**
 * An order of fields for lines that no header line describes. A line is read by it when it has as many fields and none says
 * that it is something else: never by their number alone.
 */
export interface Layout {
  readonly fields: readonly string[];
  /** What these fields may hold here. With `*` at its end: what values begin with. ASCII without `"` and `\\`. */
  readonly among: Readonly<Record<string, readonly string[]>>;
}

/** How document ids are made (R1). */
export type IdKind = 'content' | 'logstash' | 'position' | 'none';

/** `create` leaves what is there (409 is a duplicate); `index` overwrites. */
export type OpType = 'create' | 'index';

/** What the configuration may change about a definition; the same for every object of a run. */
export interface PipelineOptions {
  /** IANA name; index dates are local to it. */
  readonly timezone: string;
  readonly opType: OpType;
  /** Write `log.file.path` and `log.offset`. */
  readonly origin: boolean;
  /** Lines longer than this many bytes are malformed (R6). */
  readonly maxLineBytes: number;
  /** Distinct indices that one object may write to; lines past the cap are malformed (R4). */
  readonly maxIndices: number;
  /** s since the epoch; event times before it are malformed (R4). */
  readonly earliest: number;
  /** Event times later than this many s after now are malformed (R4). */
  readonly maxFuture: number;
}
