/*
 * What a user's own pipeline is made of: data, as the file said it and the schema checked it. Expressions are RE2's (R15).
 * A path has dots: `client.ip` is the field `ip` inside of `client`.
 */

export type OwnParser =
  /** `separator`: what joins values that are appended, as in Elastic; without it the delimiter does, as in Logstash. */
  | { readonly kind: 'dissect'; readonly pattern: string; readonly separator?: string }
  /** Named groups are fields. */
  | { readonly kind: 'regex'; readonly pattern: string }
  /** `records`: the members of the list `Records` of one object; offsets are their numbers. */
  | { readonly kind: 'json'; readonly envelope: 'lines' | 'records' }
  /** Without `columns`, the first line names them. */
  | {
      readonly kind: 'csv';
      readonly columns?: readonly string[];
      readonly separator: string;
      readonly quote: string;
    };

/** Values are compared as text: 200 is `200`. Of a list, one member is enough. */
export type Condition =
  | { readonly kind: 'in'; readonly field: string; readonly values: readonly string[] }
  | { readonly kind: 'matches'; readonly field: string; readonly pattern: string }
  | { readonly kind: 'exists'; readonly field: string }
  | { readonly kind: 'compare'; readonly field: string; readonly is: Comparison; readonly than: number }
  | { readonly kind: 'cidr'; readonly field: string; readonly networks: readonly string[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | { readonly kind: 'all' | 'any'; readonly conditions: readonly Condition[] };

export const comparisons = ['above', 'at-least', 'below', 'at-most'] as const;
export type Comparison = (typeof comparisons)[number];

export const conversions = ['integer', 'decimal', 'boolean', 'text'] as const;
export type Conversion = (typeof conversions)[number];

export const namedTimes = ['iso', 'seconds', 'milliseconds', 'clf'] as const;

/** One thing that is done to the fields of an event. */
export type OwnAction =
  /** The event is no document, and counted by this name. */
  | { readonly kind: 'leave-out'; readonly name: string }
  | { readonly kind: 'parse'; readonly field: string; readonly parser: OwnParser }
  | { readonly kind: 'rename'; readonly names: Readonly<Record<string, string>> }
  | { readonly kind: 'remove'; readonly fields: readonly string[] }
  /** Texts in which `%{field}` stands for a value; other values as they are. */
  | { readonly kind: 'add'; readonly values: Readonly<Record<string, string | number | boolean>> }
  | { readonly kind: 'convert'; readonly types: Readonly<Record<string, Conversion>> }
  /** The first field that has a value, by the first format that fits: one of `namedTimes`, or a pattern. */
  | {
      readonly kind: 'time';
      readonly fields: readonly string[];
      readonly formats: readonly string[];
      /** IANA name: of times that do not say theirs. */
      readonly timezone: string;
      /** `@timestamp`: the time of the event. */
      readonly to: string;
    }
  | { readonly kind: 'geo'; readonly targets: Readonly<Record<string, string>> }
  | { readonly kind: 'lower' | 'upper' | 'strip'; readonly fields: readonly string[] }
  | { readonly kind: 'split'; readonly separators: Readonly<Record<string, string>> }
  | { readonly kind: 'replace'; readonly field: string; readonly pattern: string; readonly by: string }
  | {
      readonly kind: 'lookup';
      readonly field: string;
      readonly to: string;
      readonly table: Readonly<Record<string, string | number | boolean>>;
      readonly otherwise?: string;
    };

/** `when`: only for events of which this is true. */
export type OwnStep = OwnAction & { readonly when?: Condition };

/** What is done with the documents of a pipeline besides its steps, by a function of the user's. */
export interface OwnTransform {
  /** As a URL, `file:///…/my-transform.ts`. */
  readonly module: string;
  /** s that it may take for one document. */
  readonly deadline: number;
}
