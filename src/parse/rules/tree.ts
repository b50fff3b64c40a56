import type { Rule } from '../definition.ts';

/** A rule that writes a value; `rest` stands for several of them. */
export type LeafRule = Exclude<Rule, { readonly kind: 'rest' }>;

/** What the rules make, as a tree: it is the same for all lines with the same fields. */
export type RuleNode =
  | { readonly kind: 'object'; readonly key: string; readonly children: readonly RuleNode[] }
  /** The first rule that has something to write does. */
  | { readonly kind: 'leaf'; readonly key: string; readonly rules: readonly LeafRule[] };

type Mutable =
  | { kind: 'object'; key: string; children: Mutable[] }
  | { kind: 'leaf'; key: string; rules: LeafRule[] };

/** Of every document, whatever the rules are. */
const common = ['type', 'tags', 'message', 's3', 'log'];
export const eventTime = '@timestamp';

export interface LineFields {
  /** Names of a line's values. */
  readonly fields: readonly string[];
  /** Names that are no business of `rest`. */
  readonly taken: readonly string[];
}

/** Throws when the rules contradict each other. */
export function ruleTree(rules: readonly Rule[], line: LineFields): readonly RuleNode[] {
  const root: Mutable[] = [];
  const plain = rules.filter((rule) => rule.kind !== 'rest');
  const named = new Set([...plain.flatMap(fieldsOf), ...line.taken]);
  const paths = plain.flatMap(pathsOf);
  const unnamed = line.fields.filter((name) => !named.has(name));
  for (const rule of plain.filter(isEcsPlace)) {
    const [, network = ''] = pathsOf(rule);
    const isAlone = paths.filter((other) => overlap(other, network)).length === 1;
    if (!isAlone) throw new Error(`rules contradict each other: ${network}`);
  }
  for (const rule of rules) {
    if (rule.kind !== 'rest') {
      if (!place(root, rule)) throw new Error(`rules contradict each other: ${rule.to}`);
      continue;
    }
    for (const from of unnamed) {
      const to = `${rule.to}.${from.replaceAll('-', '_')}`;
      const isFree = !paths.some((other) => overlap(other, to));
      if (isFree) place(root, { kind: 'value', to, from, as: 'text' });
    }
  }
  if (root.some(({ key }) => common.includes(key))) throw new Error('rules write what all documents have');
  const time = root.find(({ key }) => key === eventTime);
  if (time?.kind !== 'leaf' || time.rules.some(({ kind }) => kind !== 'time')) {
    throw new Error(`no rules make ${eventTime} of a time`);
  }
  return root;
}

/** Fields that a rule looks at. */
export function fieldsOf(rule: LeafRule): readonly string[] {
  switch (rule.kind) {
    case 'constant':
      return rule.when === undefined ? [] : [rule.when];
    case 'list':
    case 'time':
    case 'place':
      return rule.from;
    case 'derived':
      return rule.from.flat();
    case 'object':
      return [];
    default:
      return [rule.from];
  }
}

/** Where a rule writes; the first is its place in the tree. */
export function pathsOf(rule: LeafRule): readonly [string, ...string[]] {
  return isEcsPlace(rule) ? [`${rule.to}.geo`, `${rule.to}.as`] : [rule.to];
}

/** Whose answer is written as members of the object around it. */
export function isEcsPlace(rule: LeafRule | undefined): boolean {
  return rule?.kind === 'place' && rule.names === 'ecs';
}

function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

/** False when there is a value where an object must be, or an object where a value must be. */
function place(root: Mutable[], rule: LeafRule): boolean {
  const keys = pathsOf(rule)[0].split('.');
  let level = root;
  for (const [depth, key] of keys.entries()) {
    const isLeaf = depth === keys.length - 1;
    let node = level.find((one) => one.key === key);
    if (node === undefined) {
      node = isLeaf ? { kind: 'leaf', key, rules: [] } : { kind: 'object', key, children: [] };
      level.push(node);
    }
    if ((node.kind === 'leaf') !== isLeaf) return false;
    if (node.kind === 'object') level = node.children;
    else if (node.rules.push(rule) > 1 && node.rules.some(({ kind }) => kind === 'place')) return false;
  }
  return true;
}
