import type { FieldChange } from './part.ts';

/** A field that is not as wanted. Undefined: not set. */
export function fieldChange(field: string, now: string | undefined, then: string | undefined): FieldChange {
  // biome-ignore lint/suspicious/noThenProperty: a text; awaiting the object gives the object
  return { field, now, then };
}
