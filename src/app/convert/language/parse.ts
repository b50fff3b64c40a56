import { EOF, type IRecognitionException, type IToken } from 'chevrotain';
import type { Config, Place } from './ast.ts';
import { LogstashParser } from './grammar.ts';
import { Close, CloseGroup, CloseList, lexer, Open, OpenGroup, OpenList, Regexp, Text } from './tokens.ts';

export type Parsed =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'mistake'; readonly place: Place; readonly what: string };

/** How deep brackets may stand in one another: the parser calls itself for each. */
const mostBrackets = 100;

let parser: LogstashParser | undefined;

/** Reads a pipeline file. `file`: what places in it are told by. A mistake is the first one. */
export function parseConfig(source: string, file: string): Parsed {
  const text = source.replace(/^\uFEFF/, '');
  const { tokens: found, errors } = lexer.tokenize(text);
  const [unknown] = errors;
  const mistake = (line: number | undefined, column: number | undefined, what: string): Parsed => ({
    kind: 'mistake',
    place: { file, line: line ?? 1, column: column ?? 1 },
    what,
  });
  if (unknown) return mistake(unknown.line, unknown.column, unreadable(text, unknown.offset));
  const deep = tooDeep(found);
  if (deep) return mistake(deep.startLine, deep.startColumn, `more than ${mostBrackets} brackets are open`);
  parser ??= new LogstashParser();
  parser.file = file;
  parser.input = found;
  const config = parser.config();
  const [error] = parser.errors;
  if (!error) return { kind: 'config', config };
  const { token, previousToken } = error as IRecognitionException & { previousToken?: IToken };
  const atEnd = token.tokenType === EOF;
  const near = atEnd ? (previousToken ?? found.at(-1)) : token;
  return mistake(near?.startLine, near?.startColumn, atEnd ? 'the file ends too early' : unexpected(error));
}

/** Never shows what a string says: it may be a secret. */
function unexpected({ token, message }: IRecognitionException): string {
  const secret = token.tokenType === Text || token.tokenType === Regexp;
  const shown = secret ? 'a string' : JSON.stringify(token.image);
  const [, wanted] = /^Expecting token of type --> (.*?) <--/.exec(message) ?? [];
  return `${shown} cannot stand here${wanted === undefined ? '' : `; there should be ${wanted}`}`;
}

function unreadable(text: string, offset: number): string {
  const character = text[offset] ?? '';
  if (character === '"' || character === "'") return 'a string begins here, and does not end';
  if (character === '/') return 'an expression can stand behind =~ and !~ alone';
  return `${JSON.stringify(character)} means nothing here`;
}

function tooDeep(found: readonly IToken[]): IToken | undefined {
  let depth = 0;
  for (const token of found) {
    if ([Open, OpenList, OpenGroup].includes(token.tokenType)) depth += 1;
    if ([Close, CloseList, CloseGroup].includes(token.tokenType)) depth -= 1;
    if (depth > mostBrackets) return token;
  }
  return undefined;
}
