import type { OwnAction } from '../own-definition.ts';
import { pathOf } from '../records/tree.ts';
import { malformedStep, type RunStep } from './event.ts';
import { expression } from './expression.ts';
import { putAt, valueAt } from './tree.ts';

/** Changes texts; other values stay as they are. */
export function textStep(fields: readonly string[], change: (text: string) => string): RunStep {
  const paths = fields.map(pathOf);
  return ({ fields: tree }) => {
    for (const path of paths) {
      const value = valueAt(tree, path);
      if (typeof value === 'string') putAt(tree, path, change(value));
      if (Array.isArray(value)) {
        const changed = value.map((one) => (typeof one === 'string' ? change(one) : one));
        putAt(tree, path, changed);
      }
    }
    return undefined;
  };
}

/** Makes lists of texts. */
export function splitStep(separators: Readonly<Record<string, string>>): RunStep {
  const all = Object.entries(separators).map(([field, separator]) => ({ path: pathOf(field), separator }));
  return ({ fields }) => {
    for (const { path, separator } of all) {
      const value = valueAt(fields, path);
      if (typeof value === 'string') putAt(fields, path, value.split(separator));
    }
    return undefined;
  };
}

export function replaceStep({ field, pattern, by }: OwnAction & { kind: 'replace' }): RunStep {
  const path = pathOf(field);
  const compiled = expression(pattern);
  return ({ fields }) => {
    const value = valueAt(fields, path);
    if (typeof value !== 'string') return undefined;
    const changed = compiled.replaced(value, by);
    if (changed === undefined) return malformedStep(`${field} is too long for what replaces parts of it`);
    putAt(fields, path, changed);
    return undefined;
  };
}
