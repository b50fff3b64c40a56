import { canonicalZone, type Fingerprint } from '../fingerprint.ts';
import { asRecord } from './mapping.ts';
import { indexPatternOf } from './target.ts';

const fields = [
  'pipeline',
  'version',
  'schema',
  'index',
  'timezone',
  'id',
] as const satisfies readonly (keyof Fingerprint)[];
export type FingerprintField = (typeof fields)[number];

/** A fingerprint as a mapping has it: perhaps of another version of logflow, or written by hand. */
export type FoundFingerprint = Readonly<Partial<Record<FingerprintField, string>>>;

/** What `_meta` of a mapping says about who writes by it. */
export type Carried =
  /** Made by others, or by a logflow that left none. */
  | { readonly kind: 'none' }
  /** The pattern of a run may match indices of another one: `flows-*` those of `flows-test-{yyyy}`. */
  | { readonly kind: 'elsewhere' }
  | {
      readonly kind: 'carried';
      readonly fingerprint: FoundFingerprint;
      /** Those that it replaced, and somebody agreed. */
      readonly before: readonly FoundFingerprint[];
    };

/** The fingerprint that a mapping carries for the indices of `ours`. */
export function carriedBy(mapping: unknown, ours: Fingerprint): Carried {
  const { pipeline } = asRecord(asRecord(asRecord(mapping)._meta).logflow);
  const fingerprint = readFingerprint(pipeline);
  if (fingerprint.index === undefined) return { kind: 'none' };
  if (indexPatternOf(fingerprint.index) !== indexPatternOf(ours.index)) return { kind: 'elsewhere' };
  const { before } = asRecord(pipeline);
  return { kind: 'carried', fingerprint, before: Array.isArray(before) ? before.map(readFingerprint) : [] };
}

/** Characters; what is longer is not ours. */
const longest = 1_000;

function readFingerprint(value: unknown): FoundFingerprint {
  const found = asRecord(value);
  const known = fields.flatMap((field) => {
    const value = found[field];
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string' || text.length > longest) return [];
    return [[field, field === 'timezone' ? canonicalZone(text) : text]];
  });
  return Object.fromEntries(known);
}

/** `timezone` was `Asia/Tokyo`, and is `UTC`. */
export interface FieldChange {
  readonly field: FingerprintField;
  readonly was: string;
  readonly now: string;
}

/** Field by field; what only one of them has says nothing. */
export function changesBetween(was: FoundFingerprint, now: FoundFingerprint): readonly FieldChange[] {
  return fields.flatMap((field) => {
    const [old, fresh] = [was[field], now[field]];
    return old === undefined || fresh === undefined || old === fresh ? [] : [{ field, was: old, now: fresh }];
  });
}

/** The same text for the same fingerprint. */
export function fingerprintKey(fingerprint: FoundFingerprint): string {
  return JSON.stringify(fields.map((field) => fingerprint[field] ?? null));
}
