import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';

/* The words of the language. Quotes, backslashes and `[a]` are read as Logstash 7 and 8 do. */

const plain = (name: string, pattern: string, label = `"${pattern}"`) =>
  createToken({ name, pattern, label });

export const Space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });
export const Comment = createToken({ name: 'Comment', pattern: /#[^\r\n]*/, group: Lexer.SKIPPED });
/** What may name a plugin or a setting: also the words that mean something elsewhere. */
export const Name = createToken({ name: 'Name', pattern: /[\w-]+/, label: 'a name' });
export const Word = createToken({
  name: 'Word',
  pattern: /[A-Za-z_]\w*/,
  longer_alt: Name,
  categories: Name,
  label: 'a word',
});
export const Num = createToken({
  name: 'Num',
  pattern: /-?\d+(?:\.\d*)?/,
  longer_alt: Name,
  label: 'a number',
});
export const Text = createToken({
  name: 'Text',
  pattern: { exec: quoted },
  line_breaks: true,
  start_chars_hint: ['"', "'"],
  label: 'a string',
});
export const Regexp = createToken({
  name: 'Regexp',
  pattern: { exec: slashed },
  line_breaks: true,
  start_chars_hint: ['/'],
  label: '/an expression/',
});
export const Field = createToken({
  name: 'Field',
  pattern: { exec: bracketed },
  line_breaks: false,
  start_chars_hint: ['['],
  label: '[a field]',
});

const word = (text: string) =>
  createToken({
    name: text[0]?.toUpperCase() + text.slice(1),
    pattern: new RegExp(text),
    longer_alt: Name,
    categories: [Word, Name],
    label: `"${text}"`,
  });
export const [Input, Filter, Output] = [word('input'), word('filter'), word('output')];
export const [If, Else] = [word('if'), word('else')];
export const [In, Not] = [word('in'), word('not')];
export const [And, Or, Nand, Xor] = [word('and'), word('or'), word('nand'), word('xor')];

export const Arrow = plain('Arrow', '=>');
export const [Open, Close] = [plain('Open', '{'), plain('Close', '}')];
export const [OpenList, CloseList] = [plain('OpenList', '['), plain('CloseList', ']')];
export const [OpenGroup, CloseGroup] = [plain('OpenGroup', '('), plain('CloseGroup', ')')];
export const Comma = plain('Comma', ',');
export const Compare = createToken({ name: 'Compare', pattern: /==|!=|<=|>=|<|>/, label: 'a comparison' });
export const Match = createToken({ name: 'Match', pattern: /=~|!~/, label: '=~ or !~' });
export const Bang = plain('Bang', '!');

/** A field can stand behind these alone; elsewhere `[` begins a list. */
const beforeField = new Set<TokenType>([If, In, And, Or, Nand, Xor, Not, OpenGroup, Compare, Match, Bang]);

/** Up to the next quote of its kind that has no backslash in front; the backslash stays, as in Logstash. By hand: it may be long. */
function quoted(text: string, offset: number): [string] | null {
  return upTo(text[offset] ?? '', text, offset, ['"', "'"]);
}

function slashed(text: string, offset: number, matched: IToken[]): [string] | null {
  return matched.at(-1)?.tokenType === Match ? upTo('/', text, offset, ['/']) : null;
}

function upTo(mark: string, text: string, offset: number, marks: readonly string[]): [string] | null {
  if (!marks.includes(mark) || text[offset] !== mark) return null;
  let end = text.indexOf(mark, offset + 1);
  while (end > 0 && text[end - 1] === '\\') end = text.indexOf(mark, end + 1);
  return end < 0 ? null : [text.slice(offset, end + 1)];
}

const fieldPattern = /(?:\[[^[\]",'\s][^[\]",\r\n]*\])+/y;

function bracketed(text: string, offset: number, matched: IToken[]): [string] | null {
  const before = matched.at(-1)?.tokenType;
  if (before === undefined || !beforeField.has(before)) return null;
  fieldPattern.lastIndex = offset;
  const found = fieldPattern.exec(text)?.[0];
  // `in [200]` is a list.
  if (found === undefined || (before === In && /^\[\s*-?[\d.]+\s*\]$/.test(found))) return null;
  return [found];
}

const words = [Input, Filter, Output, If, Else, In, Not, And, Or, Nand, Xor];
const marks = [Arrow, Match, Compare, Bang, Open, Close, Field, OpenList, CloseList, OpenGroup, CloseGroup];
export const tokens = [Space, Comment, Text, Regexp, ...marks, Comma, Num, ...words, Word, Name];
export const lexer = new Lexer(tokens, { positionTracking: 'onlyStart' });
