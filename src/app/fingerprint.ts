import type { PipelineDefinition } from '../parse/definition.ts';
import { definitions } from './pipelines.ts';
import type { Settings } from './settings/settings.ts';

/**
 * What decides which id a line gets and which index it goes to, readable (R9). Ids dedupe within one index: with another
 * fingerprint, a line that is loaded again is a second document. Fields of documents are no part of it.
 */
export interface Fingerprint {
  /** The definition's name: `vpcflowlogs`. */
  readonly pipeline: string;
  /** The definition's version. */
  readonly version: string;
  readonly schema: string;
  readonly index: string;
  /** Canonical (`Japan` is `Asia/Tokyo`). Absent when no date is in the index name: then it decides nothing. */
  readonly timezone?: string;
  readonly id: string;
}

type Deciding = Pick<Settings, 'index' | 'id' | 'timezone' | 'schema' | 'data-stream'>;

/** One for each pipeline. */
export function fingerprints(settings: Deciding): readonly Fingerprint[] {
  return definitions(settings).map((definition) => fingerprintOf(definition, settings));
}

/** `definition`: with what the settings change about it. */
export function fingerprintOf(
  { name, version, index, id }: PipelineDefinition,
  { schema, timezone }: Pick<Settings, 'timezone' | 'schema'>,
): Fingerprint {
  return {
    ...{ pipeline: name, version: String(version), schema, index },
    ...(index.includes('{') && { timezone: canonicalZone(timezone) }),
    id,
  };
}

/** Zones have several names. One that this machine does not know stays as it is. */
export function canonicalZone(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return name;
  }
}
