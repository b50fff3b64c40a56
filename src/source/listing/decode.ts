/**
 * A key or folder of a listing as S3 stores it. With `EncodingType=url` the server encodes as a form does, exactly once:
 * `+` is a space, `%2B` a plus (R31). Undefined when that cannot be what it sent.
 */
export function decodeListed(text: string, encoding: string | undefined): string | undefined {
  // A server that does not know the parameter leaves it out of its answer, and the keys as they are.
  if (encoding !== 'url') return text;
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined;
  }
}
