/**
 * Whether a name matches a pattern of the server's, in which `*` stands for any text and nothing else is special.
 * No regular expression is made of foreign text (R15); the time is bounded by pattern times name.
 */
export function globMatches(pattern: string, name: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return pattern === name;
  if (!name.startsWith(head) || !name.endsWith(tail) || name.length < head.length + tail.length) return false;
  const end = name.length - tail.length;
  let at = head.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** A pattern or a list of them, as servers write both. */
export function anyGlobMatches(patterns: unknown, name: string): boolean {
  return [patterns].flat().some((pattern) => typeof pattern === 'string' && globMatches(pattern, name));
}
