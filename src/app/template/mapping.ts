/** JSON from outside, one level deep: an empty record for whatever is no object. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

/** What a mapping says about one path. */
export interface MappedField {
  /** As the server names it; `object` and `nested` hold other fields. */
  readonly type: string;
  /** Characters; longer values of a keyword are kept but not found. */
  readonly ignoreAbove?: number;
  /** `index: false`, or `enabled: false` on an object: the value is kept but not found. */
  readonly unsearchable?: true;
  /** Of an object: what happens to fields below it that have no mapping. The parent's when absent. */
  readonly dynamic?: string;
}

/**
 * A mapping as `path -> field`, objects included, multi-fields left out.
 * `properties` may name a path with dots (`log.file.path`), as templates that the server has not yet applied do.
 */
export function flattenMapping(mapping: unknown): ReadonlyMap<string, MappedField> {
  const fields = new Map<string, MappedField>();
  collect(asRecord(mapping).properties, '', fields);
  return fields;
}

function collect(properties: unknown, prefix: string, into: Map<string, MappedField>): void {
  for (const [name, value] of Object.entries(asRecord(properties))) {
    const path = prefix + name;
    for (const parent of parentsOf(path)) if (!into.has(parent)) into.set(parent, { type: 'object' });
    const node = asRecord(value);
    into.set(path, fieldOf(node));
    collect(node.properties, `${path}.`, into);
  }
}

function fieldOf(node: Readonly<Record<string, unknown>>): MappedField {
  const { type, ignore_above: ignoreAbove, dynamic } = node;
  return {
    type: typeof type === 'string' ? type : 'object',
    ...(ignoreAbove === undefined ? {} : { ignoreAbove: Number(ignoreAbove) }),
    ...(isFalse(node.index) || isFalse(node.enabled) ? { unsearchable: true } : {}),
    ...(dynamic === undefined ? {} : { dynamic: String(dynamic) }),
  };
}

/** Servers keep a template's values as they were sent: `false` and `"false"` are the same to them. */
export function isFalse(value: unknown): boolean {
  return value === false || value === 'false';
}

/** `a.b.c` -> `a`, `a.b`. */
export function parentsOf(path: string): readonly string[] {
  const names = path.split('.').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('.'));
}

/**
 * Two mappings of legacy templates as the server merges them: deep, and `over`, which has the higher order, wins.
 * Dynamic templates merge by name, those of `over` first.
 */
export function mergeMappings(over: unknown, under: unknown): unknown {
  if (Array.isArray(over) && Array.isArray(under)) return mergeLists(over, under);
  const [strong, weak] = [asRecord(over), asRecord(under)];
  if (strong !== over || weak !== under) return over;
  const merged: Record<string, unknown> = { ...weak };
  for (const [key, value] of Object.entries(strong)) {
    merged[key] = key in weak ? mergeMappings(value, weak[key]) : value;
  }
  return merged;
}

function mergeLists(over: readonly unknown[], under: readonly unknown[]): readonly unknown[] {
  const named = new Map<string, unknown>();
  for (const entry of [...over, ...under]) {
    const [name] = Object.keys(asRecord(entry));
    if (name === undefined) return over;
    const known = named.get(name);
    named.set(name, known === undefined ? entry : mergeMappings(known, entry));
  }
  return [...named.values()];
}
