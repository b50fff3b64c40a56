import type { FieldChange } from './part.ts';

/** A field that is not as wanted. Undefined: not set. */
export function fieldChange(field: string, now: string | undefined, then: string | undefined): FieldChange {
  return { field, now, then };
}
