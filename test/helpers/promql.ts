import { functions, tokensOf } from './promql-tokens.ts';

/** A selector of an expression: the metric, and what its labels are matched with. */
export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
  /** The function that stands around it at once: `rate` in `rate(x[5m])`; and whether a range does. */
  readonly within: string | undefined;
  readonly ranged: boolean;
}

const aggregations = new Set([
  'sum',
  'min',
  'max',
  'avg',
  'count',
  'group',
  'stddev',
  'topk',
  'bottomk',
  'quantile',
]);
const parametric = new Set(['topk', 'bottomk', 'quantile']);
const levels = [
  ['or'],
  ['and', 'unless'],
  ['==', '!=', '<=', '<', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%'],
  ['^'],
];

/** Reads a PromQL expression (https://prometheus.io/docs/prometheus/latest/querying/basics/); throws where it is none. */
export function parsePromql(text: string): readonly Selector[] {
  const tokens = tokensOf(text);
  const selectors: Selector[] = [];
  let at = 0;
  const peek = () => tokens[at]?.text;
  const fail = (wanted: string) =>
    new Error(`${wanted} expected at ${JSON.stringify(peek() ?? 'the end')} in: ${text}`);
  const take = (wanted: string) => {
    if (peek() !== wanted) throw fail(wanted);
    at += 1;
  };
  const takeKind = (kind: string) => {
    const token = tokens[at];
    if (token?.kind !== kind) throw fail(kind);
    at += 1;
    return token.text;
  };
  const skip = (word: string) => {
    const there = peek() === word;
    if (there) at += 1;
    return there;
  };

  function binary(level: number): void {
    const operators = levels[level];
    if (!operators) {
      unary();
      return;
    }
    binary(level + 1);
    while (operators.includes(peek() ?? '')) {
      at += 1;
      skip('bool');
      if (skip('on') || skip('ignoring')) {
        names();
        if ((skip('group_left') || skip('group_right')) && peek() === '(') names();
      }
      binary(level + 1);
    }
  }

  function unary(): void {
    if (skip('-') || skip('+')) unary();
    else primary(undefined);
  }

  function primary(within: string | undefined): void {
    const token = tokens[at];
    if (token?.kind === 'number') at += 1;
    else if (skip('(')) {
      binary(0);
      take(')');
    } else if (token?.kind === 'name' && aggregations.has(token.text)) aggregation(token.text);
    else if (token?.kind === 'name' && tokens[at + 1]?.text === '(') call(token.text);
    else if (token?.kind === 'name') selector(within);
    else throw fail('an expression');
  }

  function aggregation(name: string): void {
    at += 1;
    const grouped = grouping();
    take('(');
    if (parametric.has(name)) {
      takeKind('number');
      take(',');
    }
    binary(0);
    take(')');
    if (!grouped) grouping();
  }

  function grouping(): boolean {
    if (!skip('by') && !skip('without')) return false;
    names();
    return true;
  }

  function call(name: string): void {
    const wanted = functions[name];
    if (wanted === undefined) throw new Error(`no function ${name}: ${text}`);
    at += 1;
    take('(');
    for (let i = 0; i < wanted; i++) {
      if (i > 0) take(',');
      if (tokens[at]?.kind === 'name' && tokens[at + 1]?.text !== '(') primary(name);
      else binary(0);
    }
    take(')');
  }

  function selector(within: string | undefined): void {
    const metric = takeKind('name');
    const labels: string[] = [];
    if (skip('{')) {
      while (peek() !== '}') {
        labels.push(takeKind('name'));
        if (!['=', '!=', '=~', '!~'].includes(peek() ?? '')) throw fail('a matcher');
        at += 1;
        takeKind('string');
        if (peek() !== '}') take(',');
      }
      take('}');
    }
    const ranged = skip('[');
    if (ranged) {
      takeKind('duration');
      take(']');
    }
    if (skip('offset')) takeKind('duration');
    selectors.push({ metric, labels, within, ranged });
  }

  function names(): void {
    take('(');
    while (peek() !== ')') {
      takeKind('name');
      if (peek() !== ')') take(',');
    }
    take(')');
  }

  binary(0);
  if (at < tokens.length) throw fail('the end');
  for (const { metric, within, ranged } of selectors) {
    if (ranged !== takesRange(within)) throw new Error(`${metric}: range and function do not agree: ${text}`);
  }
  return selectors;
}

function takesRange(name: string | undefined): boolean {
  return name === 'rate' || name === 'increase';
}
