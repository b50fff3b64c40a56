import type { FieldType, FieldTypes } from '../../formats/format.ts';
import type { TemplateSource } from './sources.ts';

/** Characters. Longer values are kept and not found; Lucene refuses a document for a term of more than 32,766 bytes. */
const longestKeyword = 2048;

const mappingOf: Readonly<Record<Exclude<FieldType, 'place'>, object>> = {
  keyword: { type: 'keyword', ignore_above: longestKeyword },
  ip: { type: 'ip' },
  long: { type: 'long' },
  double: { type: 'double' },
  boolean: { type: 'boolean' },
  date: { type: 'date' },
  geo_point: { type: 'geo_point' },
  text: {
    type: 'text',
    norms: false,
    fields: { keyword: { type: 'keyword', ignore_above: longestKeyword } },
  },
  stored: { type: 'object', enabled: false },
};

/** What every document has, whatever its log. */
const common = ['@timestamp', 'type', 'tags', 'message', 'log', 's3'] as const;

/** The template of a pipeline, made from the types of its fields; all that is no field of its own is as in `pattern`. */
export function madeSource(
  template: string,
  revision: number,
  fields: FieldTypes,
  { settings, mappings: { dynamic_templates, properties: known } }: TemplateSource,
): TemplateSource {
  const own: Tree = {};
  for (const [path, type] of Object.entries(fields)) {
    put(own, path.split('.'), type === 'place' ? (known.src_geoip ?? {}) : mappingOf[type]);
  }
  const shared = Object.fromEntries(common.map((name) => [name, known[name] ?? {}]));
  const properties = { ...own, ...shared, s3: known.s3 };
  return {
    settings,
    mappings: { _meta: { logflow: { template, revision } }, dynamic_templates, properties },
  };
}

type Tree = Record<string, object>;

function put(tree: Tree, [name = '', ...rest]: readonly string[], mapping: object): void {
  if (rest.length === 0) {
    tree[name] = mapping;
    return;
  }
  const branch = (tree[name] ?? { properties: {} }) as { properties: Tree };
  tree[name] = branch;
  put(branch.properties, rest, mapping);
}
