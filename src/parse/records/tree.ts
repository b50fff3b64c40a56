/** An object of JSON. Names come from outside: they are read with `hasOwn` and written by definition, as `__proto__` is one. */
export type Tree = Record<string, unknown>;

/** `userIdentity.arn`, in its parts. */
export type Path = readonly string[];

export function pathOf(dotted: string): Path {
  return dotted.split('.');
}

/** An object, and none of the others that JSON has: no list, no number that is kept as its text. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

/** Undefined: it is not there. */
export function valueAt(tree: Tree, path: Path): unknown {
  let value: unknown = tree;
  for (const name of path) {
    if (!isTree(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** Writes over what is there, and makes the objects on the way. False: something on the way is no object; nothing is changed. */
export function putAt(tree: Tree, path: Path, value: unknown): boolean {
  let branch = tree;
  for (const name of path.slice(0, -1)) {
    const next = Object.hasOwn(branch, name) ? branch[name] : {};
    if (!isTree(next)) return false;
    if (!Object.hasOwn(branch, name)) define(branch, name, next);
    branch = next;
  }
  define(branch, path.at(-1) ?? '', value);
  return true;
}

/** Takes what is there away, and the objects on the way that are empty then. */
export function removeAt(tree: Tree, path: Path): void {
  const [name = '', ...rest] = path;
  if (!Object.hasOwn(tree, name)) return;
  if (rest.length > 0) {
    const next = tree[name];
    if (!isTree(next) || valueAt(next, rest) === undefined) return;
    removeAt(next, rest);
    if (Object.keys(next).length > 0) return;
  }
  delete tree[name];
}

/** How many objects and lists stand in one another, at most; `limit` when there are as many or more. */
export function depthOf(value: unknown, limit: number): number {
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return 0;
  if (limit <= 1) return limit;
  let deepest = 0;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof inner !== 'object') continue;
    deepest = Math.max(deepest, depthOf(inner, limit - 1));
    if (deepest >= limit - 1) break;
  }
  return deepest + 1;
}

function define(tree: Tree, name: string, value: unknown): void {
  Object.defineProperty(tree, name, { value, writable: true, enumerable: true, configurable: true });
}
