import {
  type DissectField,
  type Dissection,
  type DissectMistake,
  isFieldName,
  readDissectPattern,
} from './dissect-pattern.ts';
import type { Parsed } from './parsed.ts';

export type CompiledDissect =
  | { readonly kind: 'dissect'; readonly read: (text: string) => Parsed }
  | DissectMistake;

/**
 * Cuts a text at the delimiters of a pattern, from left to right, as Logstash's dissect filter and Elastic's dissect processor
 * do. What is appended is joined by the delimiter in front of it (Logstash), or by `separator` where one is given (Elastic).
 * Source: docs/index.asciidoc of logstash-filter-dissect; "Dissect processor", Elasticsearch reference.
 */
export function compileDissect(pattern: string, separator?: string): CompiledDissect {
  const read = readDissectPattern(pattern);
  if (read.kind === 'mistake') return read;
  const write = writerOf(read, separator);
  return {
    kind: 'dissect',
    read: (text) => {
      const values = cut(read, text);
      return typeof values === 'string' ? values : write(values);
    },
  };
}

/** One value for each field, or why there are none. */
function cut({ before, fields }: Dissection, text: string): string[] | string {
  if (!text.startsWith(before)) return `it does not begin with ${JSON.stringify(before)}`;
  let at = before.length;
  const values: string[] = [];
  for (const { delimiter, padded, shown } of fields) {
    const end = delimiter === '' ? text.length : text.indexOf(delimiter, at);
    if (end === -1) return `no ${JSON.stringify(delimiter)} comes behind ${shown}`;
    values.push(text.slice(at, end));
    at = end + delimiter.length;
    while (padded && delimiter !== '' && text.startsWith(delimiter, at)) at += delimiter.length;
  }
  return values;
}

/** Puts the values under their names. */
function writerOf({ fields }: Dissection, separator: string | undefined) {
  const appended = appendOrder(fields);
  return (values: readonly string[]): Parsed => {
    const found = new Map<string, string>();
    for (const [i, { kind, name }] of fields.entries()) {
      if (kind === 'plain') found.set(name, values[i] ?? '');
    }
    for (const { name, parts } of appended) {
      const [first = 0, ...rest] = parts;
      const text = rest.reduce(
        (joined, i) => joined + (separator ?? delimiterBefore(fields, i)) + (values[i] ?? ''),
        values[first] ?? '',
      );
      found.set(name, text);
    }
    for (const [i, { kind, namedBy = -1 }] of fields.entries()) {
      if (kind !== 'value') continue;
      const name = values[namedBy] ?? '';
      if (!isFieldName(name)) return 'what should be the name of a field is none';
      found.set(name, values[i] ?? '');
    }
    return found;
  };
}

/** Fields that are put together, in their order: those without a number first, as they stand. */
function appendOrder(fields: readonly DissectField[]) {
  const names = new Set(fields.filter(({ kind }) => kind === 'append').map(({ name }) => name));
  return [...names].map((name) => {
    const parts = [...fields.entries()].filter(([, field]) => field.kind === 'append' && field.name === name);
    parts.sort(([, a], [, b]) => a.order - b.order);
    return { name, parts: parts.map(([i]) => i) };
  });
}

/** What joins a part to those before it in Logstash. */
function delimiterBefore(fields: readonly DissectField[], i: number): string {
  return fields[i - 1]?.delimiter || ' ';
}
