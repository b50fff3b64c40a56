import { malformed } from '../reading.ts';
import type { Parsed } from './event.ts';
import { recordReasons } from './record-reasons.ts';
import { depthOf, isTree } from './tree.ts';

/** Objects and lists in one another: more than any log has, few enough for every stack. */
const maxDepth = 100;
/** What a double may not hold: 16 digits in a row, or an exponent of three. Most events have none. */
const perhapsInexact = /[0-9]{16}|[0-9][eE]\+?[0-9]{3}/;

/** An event in JSON. A number that a double does not hold is kept as its text, so that it is written as it came (R3). */
export function parseJson(text: string): Parsed {
  let value: unknown;
  try {
    value = perhapsInexact.test(text) ? JSON.parse(text, keepExact) : JSON.parse(text);
  } catch (error) {
    // Lists in lists in lists, too many for the stack.
    if (error instanceof RangeError) return malformed(recordReasons.tooDeep(maxDepth));
    return malformed(recordReasons.notJson);
  }
  if (!isTree(value)) return malformed(recordReasons.notObject);
  if (depthOf(value, maxDepth + 1) > maxDepth) return malformed(recordReasons.tooDeep(maxDepth));
  return { kind: 'fields', fields: value };
}

function keepExact(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  const isExact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  return isExact ? value : JSON.rawJSON(context.source);
}
