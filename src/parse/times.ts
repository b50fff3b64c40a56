import type { ColumnsDefinition } from './definition.ts';
import { readSeconds } from './integers.ts';
import { reasons } from './malformed.ts';

export interface Times {
  /** Of the event, s since the epoch. */
  readonly event: number;
  /** `@timestamp` and the targets, as ISO dates. */
  readonly dates: Readonly<Record<string, string>>;
}

/**
 * Reads a line's times, or says why they cannot be. The first whose field the header has is the event's and must be there;
 * another may have no value, and is left out then (R4). `values` holds all fields of the header; bounds in s since the epoch.
 */
export function readTimes(
  definition: ColumnsDefinition,
  values: ReadonlyMap<string, string | undefined>,
  earliest: number,
  latest: number,
): Times | string {
  const dates: Record<string, string> = {};
  let event: number | undefined;
  for (const { field, target } of definition.times) {
    if (!values.has(field)) continue;
    const value = values.get(field);
    if (value === undefined) {
      if (event === undefined) return reasons.noTime(field);
      continue;
    }
    const seconds = readSeconds(value, earliest, latest);
    if (seconds === undefined) return reasons.badTime(field);
    const date = new Date(seconds * 1000).toISOString();
    if (event === undefined) dates['@timestamp'] = date;
    event ??= seconds;
    dates[target] = date;
  }
  if (event === undefined) throw new Error('readHeader lets no header without a time through');
  return { event, dates };
}
