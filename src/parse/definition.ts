import type { DerivedFields, DerivedName, NameTable } from './enrichments.ts';
import type { OwnParser, OwnStep, OwnTransform } from './own-definition.ts';

/**
 * What a pipeline is: data. Everything that a thread needs to know of it, so it can be cloned and has no functions.
 * `interpret` runs it as it stands; the compiled transform is generated from the same value.
 */
export type PipelineDefinition = ColumnsDefinition | TokensDefinition | RecordsDefinition | OwnDefinition;

interface CommonDefinition {
  /** Also the value of the `type` field and the first tag: `vpcflowlogs`. */
  readonly name: string;
  /** Grows when lines get other ids or other indices than before with the same settings (R9); other fields are no reason. */
  readonly version: number;
  /** Source of a regular expression over the decoded key: the objects that this pipeline claims. */
  readonly claims: string;
  /** `{yyyy}`, `{MM}` and `{dd}` are the local date of the event's time: `vpcflowlogs-{yyyy}-{MM}-{dd}`. */
  readonly index: string;
  readonly id: IdKind;
}

/**
 * Lines of words, in an order that the format fixes: ALB, S3 access logs, CloudFront. A word may stand in quotation marks or
 * in brackets and then hold spaces.
 */
export interface TokensDefinition extends CommonDefinition {
  readonly kind: 'tokens';
  readonly format: TokensFormat;
  /** The document, in this order. The event's time is that of the rule for `@timestamp`. */
  readonly rules: readonly Rule[];
}

export interface TokensFormat {
  /** One ASCII character between the words. */
  readonly separator: string;
  /**
   * A word may stand in quotation marks, where `\"` and `\\` are one character each, or in brackets; it is what stands between
   * them, to the letter, backslashes too. False: every separator ends a word (W3C).
   */
  readonly quoted: boolean;
  /** The value that stands for "no value", as the empty one does. */
  readonly absent: string;
  /** Names of the words. A line may have more, as AWS adds fields at the end; they are passed over. */
  readonly fields: readonly string[];
  /** Fewer words than this make a line malformed; those in between have no value: older lines are shorter. */
  readonly least: number;
  /** `#Fields: …` names the words of the lines below it, and other lines with `#` are passed over (W3C extended log file). */
  readonly directives: boolean;
  /** What a line of names begins with, which says nothing new and is passed over. */
  readonly heading?: string;
}

/**
 * What stands at one place of a document, made from a line's values by their names. `to` is a path (`source.ip`); an object all
 * of whose places have no value is left out, and stands where the first rule below it does. A value that is absent writes
 * nothing. Several rules for one `to` are alternatives: the first that has something to write does. `type`, `tags`, `message`,
 * `s3` and `log` stand behind what the rules make, and are not theirs.
 */
export type Rule =
  /** A value, or a part of it; with `asked`, only in a run that asks for it. */
  | {
      readonly kind: 'value';
      readonly to: string;
      readonly from: string;
      readonly as: ValueKind;
      readonly part?: Part;
      readonly asked?: DerivedName;
    }
  /** Constant; with `when`, only where that field has a value. */
  | {
      readonly kind: 'constant';
      readonly to: string;
      readonly value: string | readonly string[];
      readonly when?: string;
    }
  /** What a value, or a part of it, means, from a table; a value that is not in it writes nothing. */
  | {
      readonly kind: 'lookup';
      readonly to: string;
      readonly from: string;
      readonly part?: Part;
      readonly table: NameTable['names'];
    }
  /** The distinct values of some fields, or that part of each, as a list. */
  | { readonly kind: 'list'; readonly to: string; readonly from: readonly string[]; readonly part?: Part }
  /**
   * A time as an ISO date with milliseconds; it must be within the accepted window (R4). That for `@timestamp` must be there.
   * `from`: both fields of `date-and-time`; otherwise the first that has a value is read.
   */
  | {
      readonly kind: 'time';
      readonly to: string;
      readonly from: readonly string[];
      readonly format: TimeFormat;
    }
  /**
   * All fields that no other rule, no filter and no `drop` names, as texts below `to`, with `_` for `-`. Not those whose place
   * another rule has.
   */
  | { readonly kind: 'rest'; readonly to: string }
  /**
   * What is known of an address, the first of the fields that has a value. `article`: as `ColumnsDefinition.geo` writes it, an empty
   * object for an address that nobody knows. `ecs`: by the names of the Elastic Common Schema, the place as `geo` and the network as
   * `as` below `to`, and nothing for such an address. `failureTag` becomes a tag where the line has such a field and nothing is
   * known. Has no alternatives.
   */
  | {
      readonly kind: 'place';
      readonly to: string;
      readonly from: readonly string[];
      readonly part?: Part;
      readonly names: 'article' | 'ecs';
      readonly failureTag?: string;
    }
  /**
   * What is made of several fields, or of one: the first of these choices whose fields the line has, all of them. With `asked`,
   * only in a run that asks for it.
   */
  | {
      readonly kind: 'derived';
      readonly to: string;
      readonly what: RuleDerived;
      readonly from: DerivedFields['from'];
      readonly asked?: DerivedName;
    }
  /** Bucket and key of the object that the line is of, as `bucket.name` and `object.key`, where `log` is written. */
  | { readonly kind: 'object'; readonly to: string };

/** `ip-version`: `ipv4` or `ipv6`, by the first mark in an address. */
export type RuleDerived = DerivedName | 'ip-version';

/**
 * `integer` (R3) and `decimal` (`-1`, `0.086`, digit for digit) are written as JSON numbers; what is none makes the line
 * malformed. `lower`: text in lower case.
 */
export type ValueKind = 'text' | 'lower' | 'integer' | 'decimal';

/**
 * What of a value is meant. It has no value when it is empty or the format's absent one.
 * `before-last`, `behind-last`: of the last `mark` (one ASCII character) of `10.0.0.1:443`; without a mark, all of it is before.
 * `word`: of `GET http://… HTTP/1.1`, counted from 0, with one space between.
 */
export type Part =
  | { readonly kind: 'before-last'; readonly mark: string }
  | { readonly kind: 'behind-last'; readonly mark: string }
  | { readonly kind: 'word'; readonly number: number };

/**
 * `seconds`, `milliseconds`: since the epoch. `iso`: `2018-07-02T22:23:00.186641Z`; the fraction may be missing, and so may the
 * `Z`, or an offset may stand there. `clf`: `06/Feb/2019:00:00:38 +0000`. `date-and-time`: two fields, `2019-12-04` and
 * `21:02:31`, in UTC. What is finer than milliseconds is cut off.
 */
export type TimeFormat = 'seconds' | 'milliseconds' | 'iso' | 'clf' | 'date-and-time';

/** Events that are trees, such as JSON, or whose fields are found by an expression: read by the interpreter alone. */
export interface RecordsDefinition extends CommonDefinition {
  readonly kind: 'records';
  /** `lines`: one event a line. `records`: the members of the list `Records` of one JSON object; offsets are their numbers. */
  readonly envelope: 'lines' | 'records';
  readonly parser: RecordParser;
  /** What is done to the fields, in this order. */
  readonly steps: readonly Step[];
  /** Its objects are claimed, and left out on purpose: what their lines are counted by, in capitals. */
  readonly skip?: string;
  /** Write the line itself as `message`. */
  readonly message: boolean;
}

/** How the fields of an event are found. */
export type RecordParser = { readonly kind: 'json' };

/** A change to the fields of an event. Paths have dots: `userIdentity.arn`. A field that is not there is no matter, but for times. */
export type Step =
  /**
   * The event's time, `@timestamp`: the first of the fields that has a value, in the first of the formats that fits.
   * `date-and-time` takes the first two fields.
   */
  | { readonly kind: 'time'; readonly fields: readonly string[]; readonly formats: readonly TimeFormat[] }
  /** What stands at `to` is written over. */
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'drop'; readonly fields: readonly string[] }
  /**
   * Each field as the template maps it, so that no document is refused for its mapping. What is not named here, and what its
   * type cannot hold, goes as JSON into the text `other`, by its path: nothing is lost, and its words are found. `absent`: the
   * value that stands for "no value".
   */
  | {
      readonly kind: 'fit';
      readonly fields: Readonly<Record<string, FieldKind>>;
      readonly other: string;
      readonly absent?: string;
    }
  /** Copies the address to `to` where the value is one, with a port or without: `sourceIPAddress` may be the name of a service. */
  | { readonly kind: 'address'; readonly from: string; readonly to: string };

/**
 * What a field holds. `keyword`: texts, numbers, true and false, alone or in a list. `text`: anything else as its JSON. `date`: an
 * ISO date.
 */
export type FieldKind = 'keyword' | 'ip' | 'long' | 'double' | 'boolean' | 'date' | 'text';

export type StepOf<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>;

/** A pipeline of the user's own: read by the interpreter alone. `claims` is an expression of RE2 (R15). */
export interface OwnDefinition extends CommonDefinition {
  readonly kind: 'own';
  /** Source of an expression of RE2 over the bucket; absent: any. */
  readonly buckets?: string;
  readonly parser: OwnParser;
  /** What is done to the fields, in this order; one of them finds the time of the event. */
  readonly steps: readonly OwnStep[];
  /** Behind the name of the pipeline. */
  readonly tags: readonly string[];
  /** Write the line itself as `message`, unless there is a field of that name. */
  readonly message: boolean;
  readonly transform?: OwnTransform;
}

/** Lines of fields with a header line in front: flow logs. */
export interface ColumnsDefinition extends CommonDefinition {
  readonly kind: 'columns';
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
  /** Those that a run asks for, behind the names; the order is that in the document. */
  readonly derived: readonly DerivedFields[];
  /**
   * Another schema's document, instead of what `rename`, `numbers`, `times`, `geo`, `names` and `derived` make. Its names are those of the
   * header line.
   */
  readonly rules?: readonly Rule[];
}

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
