import { flowLogs } from '../formats/catalogue.ts';
import type { PipelineDefinition } from '../parse/definition.ts';
import { definitions, type PipelineSettings } from './pipelines.ts';
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
  /** `aws`: the names of AWS, where there is no other schema to choose; `own`: those of a user's own pipeline. */
  readonly schema: string;
  readonly index: string;
  /** Canonical (`Japan` is `Asia/Tokyo`). Absent when no date is in the index name: then it decides nothing. */
  readonly timezone?: string;
  readonly id: string;
}

type Deciding = Pick<Settings, 'timezone' | 'schema'> & PipelineSettings;

/** One for each pipeline that makes documents. */
export function fingerprints(settings: Deciding): readonly Fingerprint[] {
  const writing = definitions(settings).filter((definition) => !('skip' in definition));
  return writing.map((definition) => fingerprintOf(definition, settings));
}

/** `definition`: with what the settings change about it. */
export function fingerprintOf(
  { kind, name, version, index, id }: PipelineDefinition,
  { schema, timezone }: Pick<Settings, 'timezone' | 'schema'>,
): Fingerprint {
  return {
    ...{ pipeline: name, version: String(version) },
    ...{ schema: schemaOf(kind, name, schema), index },
    ...(index.includes('{') && { timezone: canonicalZone(timezone) }),
    id,
  };
}

function schemaOf(kind: PipelineDefinition['kind'], name: string, chosen: string): string {
  if (kind === 'own') return 'own';
  return name === flowLogs.definition.name ? chosen : 'aws';
}

/** Zones have several names. One that this machine does not know stays as it is. */
export function canonicalZone(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return name;
  }
}
