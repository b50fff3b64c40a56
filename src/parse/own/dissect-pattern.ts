/** A pattern taken apart. */
export interface Dissection {
  readonly kind: 'dissection';
  /** What a text must begin with. */
  readonly before: string;
  readonly fields: readonly DissectField[];
}

export interface DissectField {
  /**
   * `skip`: not written. `append`: put together with the others of its name. `name`: what it holds is the name of a `value`.
   */
  readonly kind: 'plain' | 'skip' | 'append' | 'name' | 'value';
  readonly name: string;
  /** Among those that are appended: `/2`; 0 without. */
  readonly order: number;
  /** What ends it; empty: the end of the text. */
  readonly delimiter: string;
  /** `->`: more of its delimiter may follow. */
  readonly padded: boolean;
  /** Of a `value`: the field that has its name. */
  readonly namedBy?: number;
  /** As it stands in the pattern: `%{+ts/2}`. */
  readonly shown: string;
}

export interface DissectMistake {
  readonly kind: 'mistake';
  readonly what: string;
}

const mostFields = 200;
const field = /%\{([^}]*)\}/g;
const nameParts = /^([?+&*]?)(.*?)(?:\/(\d{1,3}))?$/s;
/** Logstash's way to name what is inside of something: `[source][ip]`. */
const bracketed = /^(?:\[[^[\]]+\])+$/;
const safeName = /^[^\s?+&*/{}[\],"\\]{1,128}$/u;

/** Whether a name, which may come out of a line, can be that of a field; with dots it is that of one inside of others. */
export function isFieldName(name: string): boolean {
  return safeName.test(name) && name.split('.').every((part) => part !== '' && part !== '__proto__');
}

export function readDissectPattern(pattern: string): Dissection | DissectMistake {
  const found = [...pattern.matchAll(field)];
  if (found.length === 0) return mistake('names no field, like %{status}');
  if (found.length > mostFields) return mistake(`has more than ${mostFields} fields`);
  const fields: DissectField[] = [];
  for (const [i, match] of found.entries()) {
    const end = match.index + match[0].length;
    const delimiter = pattern.slice(end, found[i + 1]?.index ?? pattern.length);
    const one = readField(match[0], match[1] ?? '', delimiter);
    if (typeof one === 'string') return mistake(one);
    if (delimiter === '' && i < found.length - 1) {
      return mistake(`has nothing between ${one.shown} and the next field: where would it end?`);
    }
    fields.push(one);
  }
  if (fields.every(({ kind }) => kind === 'skip')) return mistake('skips all of its fields');
  const paired = pairs(appending(fields));
  if (typeof paired === 'string') return mistake(paired);
  return { kind: 'dissection', before: pattern.slice(0, found[0]?.index), fields: paired };
}

function mistake(what: string): DissectMistake {
  return { kind: 'mistake', what };
}

function readField(shown: string, text: string, delimiter: string): DissectField | string {
  const padded = text.endsWith('->');
  const [, mark = '', written = '', order] = nameParts.exec(padded ? text.slice(0, -2) : text) ?? [];
  const name = bracketed.test(written) ? written.slice(1, -1).replaceAll('][', '.') : written;
  const common = { name, order: Number(order ?? 0), delimiter, padded, shown };
  if (name === '' && (mark === '' || mark === '?') && order === undefined) return { kind: 'skip', ...common };
  if (!isFieldName(name)) return `${shown} has a name that is none`;
  if (order !== undefined && mark !== '+') return `${shown} has an order, which is for %{+name/1}`;
  const kinds = { '': 'plain', '?': 'skip', '+': 'append', '*': 'name', '&': 'value' } as const;
  return { kind: kinds[mark as keyof typeof kinds], ...common };
}

/** What is appended to, is a part of it. */
function appending(fields: readonly DissectField[]): DissectField[] {
  const names = new Set(fields.filter(({ kind }) => kind === 'append').map(({ name }) => name));
  return fields.map((one) =>
    one.kind === 'plain' && names.has(one.name) ? { ...one, kind: 'append' } : one,
  );
}

/** `%{*a} %{&a}` of Elastic, `%{?a} %{&a}` and `%{a} %{&a}` of Logstash. */
function pairs(fields: readonly DissectField[]): DissectField[] | string {
  const lonely = fields.find(
    (one) => one.kind === 'name' && !fields.some(({ kind, name }) => kind === 'value' && name === one.name),
  );
  if (lonely) return `${lonely.shown} needs a %{&${lonely.name}}, for which it is the name`;
  const made: DissectField[] = [];
  for (const one of fields) {
    if (one.kind !== 'value') {
      made.push(one);
      continue;
    }
    const namedBy = fields.findIndex(
      ({ kind, name }) => kind !== 'value' && kind !== 'append' && name === one.name,
    );
    if (namedBy === -1)
      return `${one.shown} needs a %{*${one.name}} or %{?${one.name}}, which holds its name`;
    made.push({ ...one, namedBy });
  }
  return made;
}
