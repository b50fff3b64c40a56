import type { Rule, TokensDefinition, TokensFormat } from '../parse/definition.ts';
import type { FieldType, FieldTypes, Format } from './format.ts';

/** A part of a document: what makes it out of a line's words, and how it is mapped. */
export interface Piece {
  readonly rules: readonly Rule[];
  readonly fields: FieldTypes;
}

/** What a log whose lines are words has of its own; the rest is alike for all of them. */
export interface WordsFormat extends Pick<Format, 'revision' | 'begins'> {
  readonly name: string;
  readonly claims: string;
  /** The words, in AWS's order and by its names. */
  readonly words: string;
  /** Words that the oldest lines have. */
  readonly least: number;
  readonly format?: Partial<Pick<TokensFormat, 'separator' | 'quoted' | 'directives' | 'heading'>>;
  /** The document, in this order. */
  readonly pieces: readonly Piece[];
}

/** Ids are those of the position: two requests in a millisecond may leave equal lines (R1). */
export function wordsFormat(about: WordsFormat): Format {
  const { name, claims, words, least, format, pieces, revision, begins } = about;
  const definition: TokensDefinition = {
    kind: 'tokens',
    ...{ name, version: 1, claims, index: `${name}-{yyyy}-{MM}-{dd}`, id: 'position' },
    format: {
      ...{ separator: ' ', quoted: true, absent: '-', directives: false },
      ...{ fields: words.trim().split(/\s+/), least },
      ...format,
    },
    rules: pieces.flatMap(({ rules }) => rules),
  };
  const fields: FieldTypes = Object.assign({}, ...pieces.map((piece) => piece.fields));
  return { definition, revision, fields, ...(begins !== undefined && { begins }) };
}

/** `cs(User-Agent)` -> `cs_user_agent` */
function snake(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/_$/, '');
}

function piece(to: string, type: FieldType, ...rules: readonly Rule[]): Piece {
  return { rules, fields: { [to]: type } };
}

/** Values as they are. */
export function texts(names: string, type: FieldType = 'keyword'): Piece {
  const all = names.trim().split(/\s+/);
  return {
    rules: all.map((from) => ({ kind: 'value', to: snake(from), from, as: 'text' })),
    fields: Object.fromEntries(all.map((from) => [snake(from), type])),
  };
}

/** A value under another name. */
export function renamed(from: string, to: string): Piece {
  return piece(to, 'keyword', { kind: 'value', to, from, as: 'text' });
}

/** `-1` stands in many of them for what there was not, and is no reason to lose a line. */
export function numbers(names: string, type: 'long' | 'double' = 'long'): Piece {
  const all = names.trim().split(/\s+/);
  return {
    rules: all.map((from) => ({ kind: 'value', to: snake(from), from, as: 'decimal' })),
    fields: Object.fromEntries(all.map((from) => [snake(from), type])),
  };
}

/** A status as a number, so that 500 to 599 is a range. AWS writes `000` where no answer was sent; JSON knows no such number. */
export function status(from: string): Piece {
  const to = snake(from);
  return piece(
    to,
    'long',
    { kind: 'lookup', to, from, table: { '000': '0' } },
    { kind: 'value', to, from, as: 'decimal' },
  );
}

/** `192.0.2.1:443` as an address and a port. The last colon counts, as addresses of IPv6 have others. */
export function endpoint(from: string, to: string): Piece {
  const rules: readonly Rule[] = [
    { kind: 'value', to: `${to}_ip`, from, as: 'text', part: { kind: 'before-last', mark: ':' } },
    { kind: 'value', to: `${to}_port`, from, as: 'decimal', part: { kind: 'behind-last', mark: ':' } },
  ];
  return { rules, fields: { [`${to}_ip`]: 'ip', [`${to}_port`]: 'long' } };
}

/** `GET http://… HTTP/1.1`, whole and in its parts. */
export function requestLine(from: string): Piece {
  const parts = ['method', 'url', 'protocol'].map(
    (part, number): Rule => ({
      ...{ kind: 'value', to: `request_${part}`, from, as: 'text' },
      part: { kind: 'word', number },
    }),
  );
  const to = snake(from);
  return {
    rules: [{ kind: 'value', to, from, as: 'text' }, ...parts],
    fields: Object.fromEntries([to, ...parts.map((rule) => rule.to)].map((name) => [name, 'keyword'])),
  };
}

/** The event's time. */
export function eventTime(format: 'iso' | 'clf' | 'seconds', from: string): Piece {
  return { rules: [{ kind: 'time', to: '@timestamp', from: [from], format }], fields: {} };
}

export function isoTime(from: string): Piece {
  return time('iso', from);
}

/** Another time, as a date. */
export function time(format: 'iso' | 'seconds', from: string): Piece {
  return piece(snake(from), 'date', { kind: 'time', to: snake(from), from: [from], format });
}

/** Where an address is. `port`: it stands in front of a port. */
export function place(from: string, to: string, { port = false } = {}): Piece {
  return piece(to, 'place', {
    ...{ kind: 'place', to, from: [from], names: 'article', failureTag: `${to}_lookup_failure` },
    ...(port && { part: { kind: 'before-last', mark: ':' } }),
  });
}
