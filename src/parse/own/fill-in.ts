import { pathOf, type Tree } from '../records/tree.ts';
import { textOf, valueAt } from './tree.ts';

const reference = /%\{([^{}]+)\}/g;

/** The fields that a text names as `%{field}`. */
export function referencesIn(text: string): readonly string[] {
  return [...text.matchAll(reference)].map(([, field = '']) => field);
}

/** Fills `%{field}` in; what has no value is nothing. */
export function fillIn(text: string): (fields: Tree) => string {
  if (!text.includes('%{')) return () => text;
  return (fields) =>
    text.replaceAll(reference, (_, field: string) => {
      const value = valueAt(fields, pathOf(field));
      return value === undefined ? '' : textOf(value);
    });
}
