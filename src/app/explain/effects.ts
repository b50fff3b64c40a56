import { isTree } from '../../parse/records/tree.ts';
import type { FieldChanges } from './explanation.ts';

/** The values of a document by their paths, `client.ip`. */
export type Flat = ReadonlyMap<string, unknown>;

export function flatOf(document: object): Flat {
  const flat = new Map<string, unknown>();
  const visit = (value: unknown, path: string) => {
    if (isTree(value))
      for (const [name, inner] of Object.entries(value)) visit(inner, path ? `${path}.${name}` : name);
    else flat.set(path, value);
  };
  visit(document, '');
  return flat;
}

/** What is other in the second one. */
export function effectBetween(before: Flat, after: Flat): FieldChanges {
  const changes = {
    added: {} as Record<string, unknown>,
    changed: {} as Record<string, { from: unknown; to: unknown }>,
    removed: [...before.keys()].filter((path) => !after.has(path)),
  };
  for (const [path, to] of after) {
    const from = before.get(path);
    if (!before.has(path)) changes.added[path] = to;
    else if (JSON.stringify(from) !== JSON.stringify(to)) changes.changed[path] = { from, to };
  }
  const { added, changed, removed } = changes;
  const some = Object.keys(added).length + Object.keys(changed).length + removed.length > 0;
  return some ? { effect: 'changed', added, changed, removed } : { effect: 'none' };
}
