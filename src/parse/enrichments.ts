/** Names for the values of a field that are numbers. */
export interface NameTable {
  /** What `--enrich` calls it. */
  readonly asked: EnrichmentName;
  readonly field: string;
  readonly target: string;
  /** By canonical integer. */
  readonly names: Readonly<Record<string, string | readonly string[]>>;
}

/** What is made of several fields of a line. */
export interface DerivedFields {
  /** How, and what `--enrich` calls it. */
  readonly asked: DerivedName;
  /** What it is made of, in the order that `derive` takes: the first of these whose fields the header has, all of them. */
  readonly from: readonly (readonly string[])[];
  /** Where it is written, in the order in which `derive` answers. */
  readonly targets: readonly string[];
}

export const derivedNames = ['direction', 'community-id'] as const;
export type DerivedName = (typeof derivedNames)[number];

export const enrichmentNames = ['protocol', 'ports', 'tcp-flags', ...derivedNames] as const;
export type EnrichmentName = (typeof enrichmentNames)[number];
