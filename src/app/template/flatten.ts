import { asRecord } from './mapping.ts';
import type { Resource } from './resource.ts';

/** One field of a template or a policy; what is not there is undefined. */
export interface FieldDifference {
  readonly path: string;
  readonly is: string | undefined;
  readonly becomes: string | undefined;
}

/**
 * Field by field, by path. Servers write settings and numbers as text, nest what was dotted, and add defaults of their
 * own: that is no difference. `found`: absent when there is none.
 */
export function differencesBetween(
  found: Resource | undefined,
  wanted: Resource,
): readonly FieldDifference[] {
  const [now, then] = [found ? flattenResource(found) : new Map<string, string>(), flattenResource(wanted)];
  const paths = [...new Set([...now.keys(), ...then.keys()])].sort();
  return paths
    .map((path) => ({ path, is: now.get(path), becomes: then.get(path) }))
    .filter(({ is, becomes }) => is !== becomes);
}

type Fields = Map<string, string>;

/** `mappings.properties.srcaddr.type -> ip`; the two forms of a template alike but for priority and order. */
export function flattenResource({ kind, body }: Resource): ReadonlyMap<string, string> {
  const fields: Fields = new Map();
  const { template, settings, mappings, aliases, data_stream: stream, ...rest } = asRecord(body);
  const content = kind === 'composable' ? asRecord(template) : { settings, mappings, aliases };
  for (const [key, value] of flattenSettings(content.settings)) fields.set(`settings.${key}`, value);
  collectMapping(asRecord(content.mappings), 'mappings', fields);
  collect(asRecord(content.aliases), 'aliases', fields);
  if (stream !== undefined) fields.set('data_stream', 'yes');
  collect(rest, '', fields);
  for (const [path, value] of fields) if (addedByServer(path, value)) fields.delete(path);
  return fields;
}

/** `{"index":{"number_of_shards":"1"}}`, `{"number_of_shards":1}` and `{"index.number_of_shards":1}` are the same. */
export function flattenSettings(settings: unknown): ReadonlyMap<string, string> {
  const plain: Fields = new Map();
  collect(asRecord(settings), '', plain);
  const entries = [...plain].map(
    ([key, value]) => [key.startsWith('index.') ? key : `index.${key}`, value] as const,
  );
  return new Map(entries);
}

/** Empty places that stand in an answer although nobody sent them. */
function addedByServer(path: string, value: string): boolean {
  if (path === 'composed_of') return value === '[]';
  return value === '{}' && /^(settings|mappings|aliases|mappings\.properties)$/.test(path);
}

/** What ILM adds to the delete action, and ISM to every action: how often it is tried. */
function entriesOf(node: object): [string, unknown][] {
  return Object.entries(node).filter(([key, value]) => {
    if (key === 'delete_searchable_snapshot') return value !== true;
    return key !== 'retry' && value !== null && value !== undefined;
  });
}

function collect(node: object, path: string, into: Fields): void {
  for (const [key, value] of entriesOf(node)) put(value, path === '' ? key : `${path}.${key}`, into);
}

function put(value: unknown, path: string, into: Fields): void {
  if (Array.isArray(value)) putList(value, path, into);
  else if (typeof value !== 'object' || value === null) into.set(path, String(value));
  else if (entriesOf(value).length === 0) into.set(path, '{}');
  else collect(value, path, into);
}

/** Lists of what has a name are told by name, and their order; others by place; texts and numbers as they are. */
function putList(list: readonly unknown[], path: string, into: Fields): void {
  if (list.length === 0 || list.some((entry) => asRecord(entry) !== entry)) {
    into.set(path, JSON.stringify(list));
    return;
  }
  const named = list.map(nameIn).filter((entry) => entry !== undefined);
  if (named.length === list.length) {
    into.set(path, named.map(({ name }) => name).join(', '));
    for (const { name, content } of named) put(content, `${path}.${name}`, into);
  } else for (const [at, entry] of list.entries()) put(entry, `${path}[${at}]`, into);
}

/** `{ name: "live", … }`, or `{ "string_fields": {…} }` as dynamic templates are. */
function nameIn(entry: unknown): { readonly name: string; readonly content: object } | undefined {
  const { name, ...content } = asRecord(entry);
  if (typeof name === 'string') return { name, content };
  const [[only, value] = [], ...more] = entriesOf(asRecord(entry));
  const isNamed = only !== undefined && more.length === 0 && asRecord(value) === value;
  return isNamed ? { name: only, content: asRecord(value) } : undefined;
}

function collectMapping(node: Readonly<Record<string, unknown>>, path: string, into: Fields): void {
  const { properties, ...rest } = node;
  collect(rest, path, into);
  for (const [name, value] of Object.entries(asRecord(properties))) {
    const names = name.split('.');
    for (let depth = 1; depth < names.length; depth++) {
      const parent = `${path}.properties.${names.slice(0, depth).join('.properties.')}`;
      if (!into.has(`${parent}.type`)) into.set(`${parent}.type`, 'object');
    }
    const field = asRecord(value);
    const at = `${path}.properties.${names.join('.properties.')}`;
    collectMapping({ ...field, type: field.type ?? 'object' }, at, into);
  }
}
