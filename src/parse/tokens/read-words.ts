import type { TokensFormat } from '../definition.ts';
import { reasons } from '../malformed.ts';

/**
 * The first words of a line, one for each field at most, or why it cannot be cut. A word in quotation marks or brackets is what
 * stands between them. Whoever writes a request chooses what stands there: a mark that ends in the middle of a word is no end
 * that can be trusted.
 */
export function readWords(
  line: string,
  { separator, quoted }: TokensFormat,
  fields: readonly string[],
): string[] | string {
  if (!quoted) return line.split(separator, fields.length);
  const words: string[] = [];
  let at = 0;
  for (const field of fields) {
    const mark = line[at];
    const end = mark === '"' || mark === '[' ? closingMark(line, at) : undefined;
    const isOver = (place: number) => place === line.length || line[place] === separator;
    if (end !== undefined && isOver(end + 1)) {
      words.push(line.slice(at + 1, end));
      at = end + 1;
    } else if (mark === '"' || (mark === '[' && end === undefined)) {
      return reasons.openWord(field, mark);
    } else {
      // `[::1]:443` is a word like any other.
      const found = line.indexOf(separator, at);
      const next = found === -1 ? line.length : found;
      words.push(line.slice(at, next));
      at = next;
    }
    if (at === line.length) return words;
    at += separator.length;
  }
  return words;
}

/** Where the mark at `start` is closed. In quotation marks a backslash takes the next character with it. */
function closingMark(line: string, start: number): number | undefined {
  if (line[start] === '[') {
    const found = line.indexOf(']', start);
    return found === -1 ? undefined : found;
  }
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1;
    else if (line[at] === '"') return at;
  }
  return undefined;
}
