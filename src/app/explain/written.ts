import type { ColumnsDefinition } from '../../parse/definition.ts';
import type { Header } from '../../parse/header.ts';
import { columnsTree } from '../../parse/rules/columns-tree.ts';
import { eventTime, fieldsOf, type LeafRule, pathsOf, type RuleNode } from '../../parse/rules/tree.ts';

/**
 * Where the values of an object's columns stand in its documents, by the names of the header: the first place of each. One that
 * is not there has none: another schema has its name for something else.
 */
export function writtenAs(definition: ColumnsDefinition, { fields }: Header): ReadonlyMap<string, string> {
  const tree = columnsTree(definition, fields);
  if (tree === undefined) return new Map(fields.map(({ name, target }) => [name, target]));
  const rules = leavesOf(tree).filter(
    (rule) => rule.kind === 'value' || (rule.kind === 'time' && rule.to !== eventTime),
  );
  return new Map(
    fields.flatMap(({ name }) => {
      const first = rules.find((rule) => fieldsOf(rule).includes(name));
      return first ? [[name, first.to]] : [];
    }),
  );
}

/** What a definition finds places for: the column of the address, and where the place is written. */
export function geoOf({
  geo,
  rules,
}: ColumnsDefinition): readonly { readonly field: string; readonly target: string }[] {
  if (rules === undefined) return geo;
  return rules.flatMap((rule) =>
    rule.kind === 'place' ? [{ field: rule.from[0] ?? '', target: pathsOf(rule)[0] }] : [],
  );
}

/** What stands at a path such as `source.ip`. */
export function valueAt(document: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (found, key) => (found as Readonly<Record<string, unknown>> | undefined)?.[key],
      document,
    );
}

function leavesOf(nodes: readonly RuleNode[]): LeafRule[] {
  return nodes.flatMap((node) => (node.kind === 'leaf' ? [...node.rules] : leavesOf(node.children)));
}
