import type { Fingerprint } from '../fingerprint.ts';
import {
  type Carried,
  carriedBy,
  changesBetween,
  type FieldChange,
  type FoundFingerprint,
  fingerprintKey,
} from './carried.ts';
import type { Inspection } from './inspect.ts';

/** An index that matches the pattern, and its mapping. */
export type IndexMapping = readonly [index: string, mapping: unknown];

/** How the fingerprint of a run stands to what was written before it. */
export type History =
  /** The template carries it. */
  | { readonly kind: 'same'; readonly before: readonly FoundFingerprint[] }
  /** Nothing says otherwise, and the template carries none for these indices. */
  | { readonly kind: 'unmarked' }
  | PipelineChange;

export interface PipelineChange {
  readonly kind: 'changed';
  /** Who says so: `the legacy template vpcflowlogs`, or the newest such index. */
  readonly holder: string;
  readonly byTemplate: boolean;
  readonly changes: readonly FieldChange[];
  /** Indices with another fingerprint. */
  readonly indices: number;
  /** Documents may have been written with another fingerprint. */
  readonly written: boolean;
  /** All that an agreed change replaces. */
  readonly old: readonly FoundFingerprint[];
}

/**
 * Compares a run with what mappings carry. The template speaks, else the newest index that carries something; other
 * indices may carry what the speaker replaced with somebody's agreement. `inspection`: absent when nobody may see the
 * templates; `indices`: absent when nobody may see those.
 */
export function historyOf(
  ours: Fingerprint,
  inspection: Inspection | undefined,
  indices: readonly IndexMapping[] | undefined,
): History {
  const template = templateHolder(ours, inspection);
  const newestFirst = (indices ?? [])
    .map(([name, mapping]) => ({ title: `the index ${name}`, carried: carriedBy(mapping, ours) }))
    .toSorted((a, b) => (a.title < b.title ? 1 : -1));
  const holders = newestFirst.flatMap(holding);
  const speaker = template ?? holders[0];
  const agreed = new Set(speaker && differs(speaker, ours) ? [] : speaker?.before.map(fingerprintKey));
  const strangers = holders.filter(
    (holder) => differs(holder, ours) && !agreed.has(fingerprintKey(holder.fingerprint)),
  );
  const first = template && differs(template, ours) ? template : strangers[0];
  if (!first) return template ? { kind: 'same', before: template.before } : { kind: 'unmarked' };
  return {
    kind: 'changed',
    holder: first.title,
    byTemplate: first === template,
    changes: changesBetween(first.fingerprint, ours),
    indices: strangers.length,
    written: !indices || newestFirst.some(({ carried }) => mayHold(carried, ours)),
    old: distinct([...(template ? [template] : []), ...strangers], ours),
  };
}

interface Holder {
  readonly title: string;
  readonly fingerprint: FoundFingerprint;
  readonly before: readonly FoundFingerprint[];
}

function holding({ title, carried }: { title: string; carried: Carried }): readonly Holder[] {
  if (carried.kind !== 'carried') return [];
  return [{ title, fingerprint: carried.fingerprint, before: carried.before }];
}

/** What counts is what a new index would carry; whose it is, is said by name. */
function templateHolder(ours: Fingerprint, inspection: Inspection | undefined): Holder | undefined {
  if (!inspection) return undefined;
  const { effective, mapping } = inspection;
  const source =
    effective.find(({ mappings }) => carriedBy(mappings, ours).kind === 'carried') ?? effective[0];
  const title = source ? `the ${source.api} template ${source.name}` : 'the template';
  return holding({ title, carried: carriedBy(mapping, ours) })[0];
}

function differs({ fingerprint }: { readonly fingerprint: FoundFingerprint }, ours: Fingerprint): boolean {
  return changesBetween(fingerprint, ours).length > 0;
}

/** An index without a fingerprint may be of the time before there were any. */
function mayHold(carried: Carried, ours: Fingerprint): boolean {
  return carried.kind === 'none' || (carried.kind === 'carried' && differs(carried, ours));
}

function distinct(holders: readonly Holder[], ours: Fingerprint): readonly FoundFingerprint[] {
  const all = holders.flatMap(({ fingerprint, before }) => [fingerprint, ...before]);
  const others = all.filter((fingerprint) => changesBetween(fingerprint, ours).length > 0);
  return [...new Map(others.map((fingerprint) => [fingerprintKey(fingerprint), fingerprint])).values()];
}
