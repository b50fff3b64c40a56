/**
 * Parses JSON so that `JSON.stringify` writes the same numbers again: integers above 2^53 stay what they are (R3).
 */
export function parseExactly(text: string): object {
  const keep = (_: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? JSON.rawJSON(context?.source ?? String(value))
      : value;
  return JSON.parse(text, keep) as object;
}
