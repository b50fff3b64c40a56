import type { Parsed } from './parsed.ts';

export interface CsvFormat {
  /** One character. */
  readonly separator: string;
  /** One character; empty: none has a meaning. */
  readonly quote: string;
}

/** The values of a line, or why it has none. A value in quotes may hold separators, and quotes as two of them (RFC 4180). */
export function cutCsv(line: string, { separator, quote }: CsvFormat): string[] | string {
  if (quote === '' || !line.includes(quote)) return line.split(separator);
  const values: string[] = [];
  let at = 0;
  for (;;) {
    if (!line.startsWith(quote, at)) {
      const end = line.indexOf(separator, at);
      values.push(line.slice(at, end === -1 ? undefined : end));
      if (end === -1) return values;
      at = end + 1;
      continue;
    }
    const end = closing(line, at + 1, quote);
    if (end === -1) return 'a quotation mark is not closed';
    values.push(line.slice(at + 1, end).replaceAll(quote + quote, quote));
    if (end + 1 === line.length) return values;
    if (!line.startsWith(separator, end + 1)) return 'text follows a closing quotation mark';
    at = end + 2;
  }
}

/** Where the quotation mark is that ends a value. */
function closing(line: string, from: number, quote: string): number {
  for (let at = from; ; at += 2) {
    at = line.indexOf(quote, at);
    if (at === -1 || !line.startsWith(quote, at + 1)) return at;
  }
}

/** Reads lines whose columns are known. An empty value is none. */
export function csvParser(columns: readonly string[], format: CsvFormat): (line: string) => Parsed {
  return (line) => {
    const values = cutCsv(line, format);
    if (typeof values === 'string') return values;
    if (values.length !== columns.length)
      return `${values.length} values, and there are ${columns.length} columns`;
    const found = new Map<string, string>();
    for (const [i, name] of columns.entries()) if (values[i]) found.set(name, values[i]);
    return found;
  };
}
