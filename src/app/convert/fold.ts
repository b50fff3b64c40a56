import { compileExpression } from '../../parse/own/expression.ts';
import type { WhenInput } from '../settings/own/condition.ts';
import type { Comparison, Condition, Operand } from './language/ast.ts';
import { textOf, textsOf } from './values.ts';

/** What is known of every event of a source before any was read. */
export interface Facts {
  readonly type: string | undefined;
  readonly tags: ReadonlySet<string>;
}

export type Folded =
  | { readonly kind: 'known'; readonly value: boolean }
  | { readonly kind: 'when'; readonly when: WhenInput }
  | { readonly kind: 'mistake'; readonly what: string };

const known = (value: boolean): Folded => ({ kind: 'known', value });
const given = (when: WhenInput): Folded => ({ kind: 'when', when });
const mistake = (what: string): Folded => ({ kind: 'mistake', what });

/** A condition as logflow has it, or what it comes to where type and tags decide it. */
export function fold(condition: Condition, facts: Facts): Folded {
  switch (condition.kind) {
    case 'not':
      return negated(fold(condition.condition, facts));
    case 'and':
    case 'or':
      return joined(condition.kind, fold(condition.left, facts), fold(condition.right, facts));
    case 'nand':
      return negated(joined('and', fold(condition.left, facts), fold(condition.right, facts)));
    case 'xor': {
      const [left, right] = [fold(condition.left, facts), fold(condition.right, facts)];
      return joined('or', joined('and', left, negated(right)), joined('and', negated(left), right));
    }
    case 'is':
      return present(condition.operand, facts);
    case 'compare':
      return compared(condition.by, condition.left, condition.right, facts);
    case 'match': {
      const matched = matching(condition.left, condition.right, facts);
      return condition.not ? negated(matched) : matched;
    }
    case 'in': {
      const found = among(condition.left, condition.right, facts);
      return condition.not ? negated(found) : found;
    }
  }
}

export function negated(folded: Folded): Folded {
  if (folded.kind === 'mistake') return folded;
  return folded.kind === 'known' ? known(!folded.value) : given({ not: folded.when });
}

function joined(by: 'and' | 'or', left: Folded, right: Folded): Folded {
  const decides = by === 'or';
  for (const side of [left, right]) if (side.kind === 'known' && side.value === decides) return side;
  if (left.kind === 'mistake') return left;
  if (right.kind === 'mistake') return right;
  if (left.kind === 'known') return right;
  if (right.kind === 'known') return left;
  return given(decides ? { any: [left.when, right.when] } : { all: [left.when, right.when] });
}

function outside(path: string): Folded | undefined {
  if (!path.startsWith('@metadata.s3')) return undefined;
  return mistake('asks for the bucket or the key of the object: match of a pipeline does');
}

function present(operand: Operand, facts: Facts): Folded {
  if (operand.kind !== 'field') return mistake('is neither a comparison nor a field');
  if (operand.path === 'type') return known(facts.type !== undefined);
  return outside(operand.path) ?? given({ exists: [operand.path] });
}

const flipped: Readonly<Record<Comparison, Comparison>> = {
  ...{ '==': '==', '!=': '!=', '<': '>', '>': '<', '<=': '>=', '>=': '<=' },
};
const numeric = { '<': 'below', '>': 'above', '<=': 'at-most', '>=': 'at-least' } as const;

function compared(by: Comparison, left: Operand, right: Operand, facts: Facts): Folded {
  if (left.kind !== 'field') {
    return right.kind === 'field'
      ? compared(flipped[by], right, left, facts)
      : mistake('compares values that are none of the event’s');
  }
  const text = right.kind === 'text' || right.kind === 'number' ? right.text : undefined;
  if (text === undefined) return mistake('compares fields with one another');
  if (right.kind === 'text' && right.unset !== undefined)
    return mistake(`the variable ${right.unset} has no value`);
  const refused = outside(left.path);
  if (refused) return refused;
  if (by === '==' || by === '!=') {
    const same =
      left.path === 'type'
        ? known(facts.type === text)
        : given({ equals: { [left.path]: plain(right, text) } });
    return by === '==' ? same : negated(same);
  }
  if (right.kind !== 'number') return mistake(`compares by ${by} with what is no number`);
  return given({ [numeric[by]]: { [left.path]: Number(text) } });
}

function plain(operand: Operand, text: string): string | number {
  return operand.kind === 'number' ? Number(text) : text;
}

function matching(left: Operand, right: Operand, facts: Facts): Folded {
  if (left.kind !== 'field') return mistake('matches what is no field');
  const source = right.kind === 'regexp' || right.kind === 'text' ? unslashed(right) : undefined;
  if (source === undefined) return mistake('has no expression');
  const compiled = compileExpression(source);
  if (compiled.kind === 'mistake') return mistake(`its expression ${compiled.what}`);
  if (left.path === 'type') return known(compiled.expression.test(facts.type ?? '') === true);
  return outside(left.path) ?? given({ matches: { [left.path]: source } });
}

function unslashed(operand: Operand & { kind: 'regexp' | 'text' }): string {
  return operand.kind === 'regexp' ? operand.source.replaceAll(String.raw`\/`, '/') : operand.text;
}

/** Tags of lines that logflow counts as malformed: no event has one. */
const failures = /^_(?:grok|dissect|date|json|csv|kv|mutate)\w*(?:failure|error)s?$/;

function among(left: Operand, right: Operand, facts: Facts): Folded {
  if (left.kind === 'text' && right.kind === 'field') {
    if (right.path === 'tags') {
      if (facts.tags.has(left.text)) return known(true);
      return failures.test(left.text) ? known(false) : given({ in: { tags: [left.text] } });
    }
    // A member of a list, or a part of a text.
    const part = left.text.replaceAll(/[.+*?^${}()|[\]\\/]/g, String.raw`\$&`);
    return outside(right.path) ?? given({ matches: { [right.path]: part } });
  }
  if (left.kind === 'field' && right.kind === 'list') {
    const values = textsOf({ kind: 'list', items: right.items });
    if (!values || values.length === 0) return mistake('has a list of what is no text');
    if (left.path === 'type') return known(values.includes(facts.type ?? ''));
    const items = right.items.map((item) =>
      item.kind === 'number' ? Number(item.text) : (textOf(item) ?? ''),
    );
    return outside(left.path) ?? given({ in: { [left.path]: items } });
  }
  return mistake('looks for something in what is neither a list nor a field');
}
