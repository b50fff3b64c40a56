import type { FieldKind, StepOf } from '../../definition.ts';
import type { StepRunner } from '../event.ts';
import { fitted } from '../fitted.ts';
import { isTree, pathOf, type Tree } from '../tree.ts';

/** The declared fields, as a tree. */
type Shape = { readonly kind: FieldKind } | { readonly kind: 'branch'; readonly below: Map<string, Shape> };

/** What does not fit, by its path; of lists, one value for each of their members. */
type Others = Map<string, unknown[]>;

/** See `Step`. Null, and objects and lists that are empty, are no values. */
export function fitStep({ fields: declared, other, absent }: StepOf<'fit'>): StepRunner {
  const root = shapeOf(declared);
  return ({ fields }) => {
    const others: Others = new Map();
    fitBranch(fields, root, '', { others, absent });
    if (others.size > 0) fields[other] = textOf(others);
    return undefined;
  };
}

interface Fitting {
  readonly others: Others;
  readonly absent: string | undefined;
}

function fitBranch(tree: Tree, shapes: ReadonlyMap<string, Shape>, above: string, fitting: Fitting): void {
  for (const name of Object.keys(tree)) {
    const value = fitValue(tree[name], shapes.get(name), `${above}${name}`, fitting);
    if (value === undefined) delete tree[name];
    else tree[name] = value;
  }
}

/** Undefined: nothing is left of it. */
function fitValue(value: unknown, shape: Shape | undefined, path: string, fitting: Fitting): unknown {
  if (value === null || value === fitting.absent || isEmpty(value)) return undefined;
  if (shape?.kind === 'branch') {
    if (isTree(value)) {
      fitBranch(value, shape.below, `${path}.`, fitting);
      return Object.keys(value).length > 0 ? value : undefined;
    }
    if (Array.isArray(value)) {
      const members = value.map((member) => fitValue(member, shape, path, fitting));
      const left = members.filter((member) => member !== undefined);
      return left.length > 0 ? left : undefined;
    }
  }
  const fit = shape === undefined || shape.kind === 'branch' ? undefined : fitted(value, shape.kind);
  if (fit === undefined && value !== '') keep(fitting.others, path, value);
  return fit;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isTree(value) && Object.keys(value).length === 0;
}

function keep(others: Others, path: string, value: unknown): void {
  const values = others.get(path);
  if (values) values.push(value);
  else others.set(path, [value]);
}

function textOf(others: Others): string {
  const entries = [...others].map(([path, values]) => [path, values.length === 1 ? values[0] : values]);
  return JSON.stringify(Object.fromEntries(entries));
}

function shapeOf(declared: StepOf<'fit'>['fields']): Map<string, Shape> {
  const root = new Map<string, Shape>();
  for (const [dotted, kind] of Object.entries(declared)) {
    const path = pathOf(dotted);
    let level = root;
    for (const name of path.slice(0, -1)) {
      const branch = level.get(name) ?? { kind: 'branch', below: new Map() };
      if (branch.kind !== 'branch') throw new Error(`${dotted} stands below a field`);
      level.set(name, branch);
      level = branch.below;
    }
    level.set(path.at(-1) ?? '', { kind });
  }
  return root;
}
