import type { ColumnsDefinition } from '../definition.ts';
import type { HeaderField } from '../header.ts';
import { type RuleNode, ruleTree } from './tree.ts';

type Trees = WeakMap<readonly HeaderField[], readonly RuleNode[]>;

/** Lines of one order of fields have the same tree. */
const known = new WeakMap<ColumnsDefinition, Trees>();

/** What the definition's rules make of lines with these columns. Undefined: it has none. */
export function columnsTree(
  definition: ColumnsDefinition,
  columns: readonly HeaderField[],
): readonly RuleNode[] | undefined {
  const { rules, keep, drop } = definition;
  if (rules === undefined) return undefined;
  const trees: Trees = known.get(definition) ?? new WeakMap();
  known.set(definition, trees);
  const there = trees.get(columns);
  if (there !== undefined) return there;
  const taken = keep === undefined ? drop : [...drop, keep.field];
  const tree = ruleTree(rules, { fields: columns.map(({ name }) => name), taken });
  trees.set(columns, tree);
  return tree;
}
