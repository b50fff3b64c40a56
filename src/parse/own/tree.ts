import { isTree, type Path, valueAt as plainValueAt, type Tree } from '../records/tree.ts';

/** No prototype: a name such as `constructor` means nothing here. */
export function newTree(): Tree {
  return Object.create(null) as Tree;
}

/** Undefined when there is none, or null. */
export function valueAt(tree: Tree, path: Path): unknown {
  return plainValueAt(tree, path) ?? undefined;
}

/** Writes a value; what stands in the way and has no fields of its own is replaced. */
export function putAt(tree: Tree, path: Path, value: unknown): void {
  let branch = tree;
  for (const name of path.slice(0, -1)) {
    const there = Object.hasOwn(branch, name) ? branch[name] : undefined;
    const next = isTree(there) ? there : newTree();
    branch[name] = next;
    branch = next;
  }
  branch[path.at(-1) ?? ''] = value;
}

/** Takes a value away, and answers with it. */
export function takeAt(tree: Tree, path: Path): unknown {
  const branch = path.length === 1 ? tree : valueAt(tree, path.slice(0, -1));
  const name = path.at(-1) ?? '';
  if (!isTree(branch) || !Object.hasOwn(branch, name)) return undefined;
  const value = branch[name];
  delete branch[name];
  return value;
}

/** A value as text: numbers as JSON has them, trees as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether a text names a field: parts with dots between, none of them empty or one that JavaScript keeps for itself. */
export function isPath(text: string): boolean {
  const parts = text.split('.');
  return (
    text.length <= 256 && parts.length <= 20 && parts.every((part) => part !== '' && part !== '__proto__')
  );
}
