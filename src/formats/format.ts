import type { PipelineDefinition, Rule } from '../parse/definition.ts';
import type { DerivedFields, EnrichmentName, NameTable } from '../parse/enrichments.ts';

/** A log of AWS that logflow knows: how it is read, and how its documents are mapped. All of it is data. */
export interface Format {
  readonly definition: PipelineDefinition;
  /** Of the index template made from it: grows with every change of `fields`, so that `template install` brings it up to date. */
  readonly revision: number;
  /**
   * How documents are mapped, by path (`source.ip`). What every document has (`@timestamp`, `type`, `tags`, `message`, `log`,
   * `s3`) is no part of it. Absent: the template is a file in `src/templates/`.
   */
  readonly fields?: FieldTypes;
  /** Paths that few documents have: a template of the user's need not know them. */
  readonly optional?: readonly string[];
  /** The same log in the Elastic Common Schema, for `--schema ecs`; its definition has the same name. */
  readonly ecs?: Format;
  /** All rules, with those that only a run has which asks for them; the definition's are without these. */
  readonly rules?: readonly Rule[];
  /** The names for numbers that a run may ask for with `--enrich`. */
  readonly names?: readonly NameTable[];
  /** What is made of several fields, asked for likewise. */
  readonly derived?: readonly DerivedFields[];
  /** What a file of this log begins with, whatever it is called: for `ingest`. Of the first line that is not blank. */
  readonly begins?: string;
}

/** The rules of a run that asks for these with `--enrich`. */
export function rulesFor(rules: readonly Rule[], asked: readonly EnrichmentName[]): readonly Rule[] {
  return rules.filter((rule) => !('asked' in rule) || rule.asked === undefined || asked.includes(rule.asked));
}

export type FieldTypes = Readonly<Record<string, FieldType>>;

/**
 * `place`: what `geo` knows of an address. `text`: for full-text search, with `.keyword` below it. `stored`: kept and not
 * searched, whatever is in it, so that names which users choose do not fill the mapping.
 */
export type FieldType = (typeof fieldTypes)[number];

export const fieldTypes = [
  'keyword',
  'ip',
  'long',
  'double',
  'boolean',
  'date',
  'geo_point',
  'text',
  'place',
  'stored',
] as const;
