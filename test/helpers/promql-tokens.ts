export interface Token {
  readonly kind: 'number' | 'duration' | 'string' | 'name' | 'sign';
  readonly text: string;
}

const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['duration', /(?:\d+(?:ms|[smhdwy]))+(?![\w.])/y],
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y],
  ['string', /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y],
  ['name', /[a-zA-Z_:][\w:]*/y],
  ['sign', /=~|!~|==|!=|<=|>=|[-+*/%^<>=(){}[\],]/y],
];

/** The functions of PromQL that are used, with their number of arguments. */
export const functions: Readonly<Record<string, number>> = {
  time: 0,
  rate: 1,
  increase: 1,
  absent: 1,
};

/** The words of a PromQL expression; throws at what is none. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const space = /\s+/y;
    space.lastIndex = at;
    if (space.test(text)) {
      at = space.lastIndex;
      continue;
    }
    const found = patterns.find(([, pattern]) => {
      pattern.lastIndex = at;
      return pattern.test(text);
    });
    if (!found) throw new Error(`no word of PromQL at ${JSON.stringify(text.slice(at))}`);
    const [kind, { lastIndex }] = found;
    tokens.push({ kind, text: text.slice(at, lastIndex) });
    at = lastIndex;
  }
  return tokens;
}
