import { RE2JS } from 're2js';

/** An expression of a user's. Matching takes time in proportion to the text, whatever it says (R15). */
export interface Expression {
  readonly names: readonly string[];
  /** Somewhere in the text. Undefined: the text is too long for an expression of its size. */
  test(text: string): boolean | undefined;
  /** The named groups that took part, `none` when it does not match; undefined as above. */
  groups(text: string): ReadonlyMap<string, string> | 'none' | undefined;
  /** Every match replaced; `$1` and `${name}` stand for groups, `$$` for `$`. Undefined as above, for text times matches. */
  replaced(text: string, by: string): string | undefined;
  /** What of a text is matched first. */
  part(text: string): string | undefined;
}

export type CompiledExpression =
  | { readonly kind: 'expression'; readonly expression: Expression }
  | { readonly kind: 'mistake'; readonly what: string };

const mostCharacters = 8192;
/** Instructions: a pattern of grok that knows all forms of IPv6 has some thousands. */
const mostInstructions = 10_000;
/**
 * Instructions times characters that one match may cost: about 27 ns each where it is worst, so some 4 s, and not a minute.
 * Of an expression with 50 instructions that is a text of 2.6 MB.
 */
const mostWork = 2 ** 27;

/** Compiles an expression in RE2's syntax: that of JavaScript without what would need backtracking. */
export function compileExpression(source: string): CompiledExpression {
  if (source.length > mostCharacters) return mistake(`is longer than ${mostCharacters} characters`);
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch (error) {
    return mistake(`is no expression of RE2: ${(error as Error).message}`);
  }
  const size = compiled.programSize();
  if (size > mostInstructions) return mistake(`is too large: ${size} steps, and ${mostInstructions} may be`);
  return { kind: 'expression', expression: expressionOf(compiled, size) };
}

/** Of a source that was checked before. */
export function expression(source: string): Expression {
  const compiled = compileExpression(source);
  if (compiled.kind === 'mistake') throw new Error(`${source} ${compiled.what}`);
  return compiled.expression;
}

function mistake(what: string): CompiledExpression {
  return { kind: 'mistake', what };
}

function expressionOf(compiled: RE2JS, size: number): Expression {
  const names = Object.keys(compiled.namedGroups());
  const most = Math.floor(mostWork / size);
  const ifShort =
    <T>(match: (text: string) => T) =>
    (text: string) =>
      text.length > most ? undefined : match(text);
  return {
    names,
    test: ifShort((text) => compiled.matcher(text).find()),
    groups: ifShort((text) => {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return 'none';
      const found = new Map<string, string>();
      for (const name of names) {
        const value = matcher.group(name);
        if (value !== null && value !== undefined) found.set(name, value);
      }
      return found;
    }),
    replaced: (text, by) => replaced(compiled, text, by, mostWork / size),
    part: (text) => {
      const matcher = compiled.matcher(text);
      return matcher.find() ? (matcher.group() ?? undefined) : undefined;
    },
  };
}

/** Each match may look at the whole rest of the text, so that their number counts, too. */
function replaced(compiled: RE2JS, text: string, by: string, most: number): string | undefined {
  const matcher = compiled.matcher(text);
  let done = '';
  let at = 0;
  for (let finds = 1; ; finds += 1) {
    if (finds * text.length > most) return undefined;
    if (!matcher.find()) return done + text.slice(at);
    done += text.slice(at, matcher.start()) + filledIn(by, (group) => matcher.group(group) ?? '');
    at = matcher.end();
  }
}

function filledIn(by: string, group: (name: string | number) => string): string {
  return by.replaceAll(/\$(?:(\$)|(\d)|\{(\w+)\})/g, (_, dollar, number, name) => {
    if (dollar) return '$';
    return number === undefined ? group(String(name)) : group(Number(number));
  });
}
