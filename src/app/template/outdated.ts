import { createHash } from 'node:crypto';
import type { FieldTypes } from '../../formats/format.ts';
import type { FoundTemplate } from './inspect.ts';
import { asRecord } from './mapping.ts';
import type { IndexTemplate } from './target.ts';

/**
 * What stands in `_meta` for the `fields` of an own pipeline: the same for the same types, whatever their order. Built-in
 * pipelines have a revision, which their authors count up; what a user changes nobody counts.
 */
export function fieldsDigest(fields: FieldTypes): string {
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}

type Made = Pick<FoundTemplate, 'revision' | 'mappings'>;

/** Whether logflow made it of an older mapping than that of the run. */
export function isOutdated(found: Made, template: IndexTemplate): boolean {
  return isOlder(found, template) || hasOtherFields(found, template);
}

export function isOlder({ revision }: Made, template: IndexTemplate): boolean {
  return revision !== undefined && revision < template.revision;
}

/** Whether it was made of other `fields` than the file has now. */
export function hasOtherFields({ revision, mappings }: Made, template: IndexTemplate): boolean {
  const ours = digestIn(template.mappings);
  return revision !== undefined && ours !== undefined && digestIn(mappings) !== ours;
}

function digestIn(mapping: unknown): unknown {
  return asRecord(asRecord(asRecord(mapping)._meta).logflow).fields;
}
