import { isIP } from 'node:net';
import { dynamicField } from '../template/dynamic.ts';
import { asRecord, isFalse, parentsOf } from '../template/mapping.ts';

/** A value that a field would not take: the cluster would refuse its document for good. */
export interface Refusal {
  readonly path: string;
  /** What the field is: `ip`. */
  readonly is: string;
  /** An example, as JSON, cut. */
  readonly value: string;
}

/** `srcaddr is long, and does not take "10.0.0.1"` */
export function refusalText({ path, is, value }: Refusal): string {
  return `${path} is ${is}, and does not take ${value}`;
}

type Node = Readonly<Record<string, unknown>>;

/**
 * The fields of documents that a mapping would refuse, each once. Types that are not known here are trusted; so are
 * settings of the index, as `index.mapping.ignore_malformed`: refused here may still be taken there.
 * Source: "Field data types" and "dynamic", Elasticsearch and OpenSearch references.
 */
export function refusals(mapping: unknown, documents: readonly object[]): readonly Refusal[] {
  const root = asRecord(mapping);
  if (isFalse(root.enabled)) return [];
  const nodes = new Map<string, Node>();
  collect(root.properties, '', nodes);
  const found = new Map<string, Refusal>();
  for (const document of documents) {
    for (const [path, value] of Object.entries(document)) judge(path, value, { root, nodes, found });
  }
  return [...found.values()];
}

interface Judgement {
  readonly root: Node;
  readonly nodes: ReadonlyMap<string, Node>;
  readonly found: Map<string, Refusal>;
}

/** As the server reads it: `properties` may also name a path with dots. */
function collect(properties: unknown, prefix: string, into: Map<string, Node>): void {
  for (const [name, value] of Object.entries(asRecord(properties))) {
    const path = prefix + name;
    for (const parent of parentsOf(path)) if (!into.has(parent)) into.set(parent, {});
    into.set(path, asRecord(value));
    collect(asRecord(value).properties, `${path}.`, into);
  }
}

function judge(path: string, value: unknown, judgement: Judgement): void {
  if (value === null || judgement.found.has(path)) return;
  if (Array.isArray(value)) {
    for (const one of value) judge(path, one, judgement);
    return;
  }
  const { root, nodes, found } = judgement;
  const node = nodes.get(path) ?? unmapped(path, value, judgement);
  if (node === undefined || isFalse(node.enabled)) return;
  const type = typeof node.type === 'string' ? node.type : 'object';
  const record = typeof value === 'object';
  if (record && (type === 'object' || type === 'nested')) {
    for (const [name, one] of Object.entries(value)) judge(`${path}.${name}`, one, { root, nodes, found });
    return;
  }
  if (record ? takesObject(type, value) : takesScalar(type, node, value as Scalar)) return;
  found.set(path, { path, is: describe(type, node), value: shown(value) });
}

/** What dynamic mapping would make of it; undefined when nothing is made, and nothing refused. */
function unmapped(path: string, value: unknown, { root, nodes }: Judgement): Node | undefined {
  const said = parentsOf(path).map((parent) => nodes.get(parent)?.dynamic);
  const dynamic = String(said.findLast((one) => one !== undefined) ?? root.dynamic ?? true);
  if (dynamic.startsWith('strict')) return { type: `not mapped (dynamic: ${dynamic})` };
  if (dynamic !== 'true') return undefined;
  const wanted = { number: 'long', object: 'object' }[typeof value as string] ?? 'keyword';
  return dynamicField(path, wanted, root) as object as Node;
}

type Scalar = string | number | boolean;

const ranges: Readonly<Record<string, number>> = {
  byte: 2 ** 7,
  short: 2 ** 15,
  integer: 2 ** 31,
  long: 2 ** 63,
  unsigned_long: 2 ** 64,
};
const fractions = ['double', 'float', 'half_float', 'scaled_float', 'rank_feature'];
/** Types whose values are objects, or arrays of numbers. */
const noScalars = ['object', 'nested', 'flattened', 'flat_object', 'geo_point', 'geo_shape', 'alias', 'join'];

function takesScalar(type: string, node: Node, value: Scalar): boolean {
  if (type.startsWith('not mapped') || noScalars.includes(type)) return false;
  if (node.ignore_malformed !== undefined && !isFalse(node.ignore_malformed)) return true;
  const range = ranges[type];
  if (range !== undefined) return takesNumber(node, value) && Math.abs(Number(value)) <= range;
  if (fractions.includes(type)) return takesNumber(node, value);
  switch (type) {
    case 'ip':
      return typeof value === 'string' && isIP(value) !== 0;
    case 'date':
    case 'date_nanos':
      return takesDate(node.format, value);
    case 'boolean':
      return typeof value === 'boolean' || ['true', 'false', ''].includes(String(value));
    case 'constant_keyword':
      return node.value === undefined || node.value === value;
    default:
      return true;
  }
}

function takesObject(type: string, value: object): boolean {
  if (type === 'geo_point') return 'lat' in value && 'lon' in value;
  return type === 'flattened' || type === 'flat_object' || type === 'geo_shape';
}

function takesNumber({ coerce }: Node, value: Scalar): boolean {
  if (typeof value === 'number') return true;
  return !isFalse(coerce) && typeof value === 'string' && /^[+-]?\d+(\.\d+)?$/.test(value.trim());
}

/** Without a format of its own a date takes ISO 8601 and milliseconds. */
function takesDate(format: unknown, value: Scalar): boolean {
  const said = String(format ?? 'strict_date_optional_time||epoch_millis');
  if (typeof value === 'number') return /epoch/.test(said);
  if (/^-?\d+$/.test(value as string) && /epoch/.test(said)) return true;
  return /date_optional_time|date_time|iso8601/.test(said) && !Number.isNaN(Date.parse(String(value)));
}

function describe(type: string, { format }: Node): string {
  return format === undefined ? type : `${type} (format ${String(format)})`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59).toWellFormed()}…` : text;
}
