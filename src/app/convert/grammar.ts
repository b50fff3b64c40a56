import {
  createToken,
  EmbeddedActionsParser,
  type IOrAlt,
  type IRecognitionException,
  type IToken,
  Lexer,
  type TokenType,
} from 'chevrotain';
import type {
  Arm,
  Branch,
  Comparison,
  Condition,
  Config,
  Entry,
  Item,
  Operand,
  Place,
  Plugin,
  Section,
  Value,
} from './ast.ts';

/*
 * The language of Logstash's pipeline files, and the only file that knows the parser library.
 * Source: "Structure of a pipeline" and "Accessing event data", Logstash Reference; the behaviour of quotes and of `[a]`
 * follows what Logstash 7 and 8 accept.
 */

export type Parsed =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'mistake'; readonly place: Place; readonly what: string };

/** How deep brackets may stand in one another: the parser calls itself for each. */
const mostBrackets = 100;

const plain = (name: string, pattern: string, label = `"${pattern}"`) =>
  createToken({ name, pattern, label });

const Space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });
const Comment = createToken({ name: 'Comment', pattern: /#[^\r\n]*/, group: Lexer.SKIPPED });
/** What may name a plugin or a setting: also the words that mean something elsewhere. */
const Name = createToken({ name: 'Name', pattern: /[\w-]+/, label: 'a name' });
const Word = createToken({
  name: 'Word',
  pattern: /[A-Za-z_]\w*/,
  longer_alt: Name,
  categories: Name,
  label: 'a word',
});
const Num = createToken({
  name: 'Num',
  pattern: /-?\d+(?:\.\d*)?/,
  longer_alt: Name,
  label: 'a number',
});
const Text = createToken({
  name: 'Text',
  pattern: { exec: quoted },
  line_breaks: true,
  start_chars_hint: ['"', "'"],
  label: 'a string',
});
const Regexp = createToken({
  name: 'Regexp',
  pattern: { exec: slashed },
  line_breaks: true,
  start_chars_hint: ['/'],
  label: '/an expression/',
});
const Field = createToken({
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
const [Input, Filter, Output] = [word('input'), word('filter'), word('output')];
const [If, Else] = [word('if'), word('else')];
const [In, Not] = [word('in'), word('not')];
const [And, Or, Nand, Xor] = [word('and'), word('or'), word('nand'), word('xor')];

const Arrow = plain('Arrow', '=>');
const [Open, Close] = [plain('Open', '{'), plain('Close', '}')];
const [OpenList, CloseList] = [plain('OpenList', '['), plain('CloseList', ']')];
const [OpenGroup, CloseGroup] = [plain('OpenGroup', '('), plain('CloseGroup', ')')];
const Comma = plain('Comma', ',');
const Compare = createToken({ name: 'Compare', pattern: /==|!=|<=|>=|<|>/, label: 'a comparison' });
const Match = createToken({ name: 'Match', pattern: /=~|!~/, label: '=~ or !~' });
const Bang = plain('Bang', '!');

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
const tokens = [Space, Comment, Text, Regexp, ...marks, Comma, Num, ...words, Word, Name];
const lexer = new Lexer(tokens, { positionTracking: 'onlyStart' });

class LogstashParser extends EmbeddedActionsParser {
  file = '';

  constructor() {
    super(tokens, { maxLookahead: 2, recoveryEnabled: false });
    this.performSelfAnalysis();
  }

  readonly config = this.RULE('config', (): Config => {
    const sections: Section[] = [];
    this.AT_LEAST_ONE(() => sections.push(this.SUBRULE(this.section)));
    return { sections };
  });

  private readonly section = this.RULE('section', (): Section => {
    const { image } = this.OR([
      { ALT: () => this.CONSUME(Input) },
      { ALT: () => this.CONSUME(Filter) },
      { ALT: () => this.CONSUME(Output) },
    ]);
    return { kind: image as Section['kind'], items: this.SUBRULE(this.items) };
  });

  private readonly items = this.RULE('items', (): Item[] => {
    const items: Item[] = [];
    this.CONSUME(Open);
    this.MANY(() =>
      items.push(
        this.OR<IOrAlt<Item>[]>([
          { GATE: () => this.LA(2).tokenType !== Open, ALT: () => this.SUBRULE(this.branch) },
          { ALT: () => this.SUBRULE(this.plugin) },
        ]),
      ),
    );
    this.CONSUME(Close);
    return items;
  });

  private readonly branch = this.RULE('branch', (): Branch => {
    const arms: Arm[] = [];
    const first = this.CONSUME(If);
    const condition = this.SUBRULE(this.condition);
    arms.push({ condition, items: this.SUBRULE(this.items), place: this.at(first) });
    this.MANY(() => {
      const also = this.CONSUME(Else);
      this.CONSUME2(If);
      const other = this.SUBRULE2(this.condition);
      arms.push({ condition: other, items: this.SUBRULE2(this.items), place: this.at(also) });
    });
    this.OPTION(() => {
      const otherwise = this.CONSUME2(Else);
      arms.push({ items: this.SUBRULE3(this.items), place: this.at(otherwise) });
    });
    return { kind: 'branch', arms };
  });

  private readonly plugin = this.RULE('plugin', (): Plugin => {
    const named = this.SUBRULE(this.named);
    return { kind: 'plugin', ...named, settings: this.SUBRULE(this.settings) };
  });

  private readonly settings = this.RULE('settings', (): Entry[] => {
    const entries: Entry[] = [];
    this.CONSUME(Open);
    this.MANY(() => entries.push(this.SUBRULE(this.entry)));
    this.CONSUME(Close);
    return entries;
  });

  private readonly entry = this.RULE('entry', (): Entry => {
    const named = this.SUBRULE(this.named);
    this.CONSUME(Arrow);
    return { ...named, value: this.SUBRULE(this.value) };
  });

  private readonly named = this.RULE('named', (): { name: string; place: Place } => {
    const token = this.OR([
      { ALT: () => this.CONSUME(Name) },
      { ALT: () => this.CONSUME(Num) },
      { ALT: () => this.CONSUME(Text) },
    ]);
    return { name: token.tokenType === Text ? inside(token) : token.image, place: this.at(token) };
  });

  private readonly value = this.RULE(
    'value',
    (): Value =>
      this.OR<IOrAlt<Value>[]>([
        {
          GATE: () => this.LA(2).tokenType === Open,
          ALT: () => ({ kind: 'plugin', plugin: this.SUBRULE(this.plugin) }),
        },
        { ALT: () => ({ kind: 'text', text: this.CONSUME(Word).image }) },
        { ALT: () => ({ kind: 'text', text: inside(this.CONSUME(Text)) }) },
        { ALT: () => ({ kind: 'number', text: this.CONSUME(Num).image }) },
        { ALT: () => ({ kind: 'list', items: this.SUBRULE(this.list) }) },
        { ALT: () => ({ kind: 'hash', entries: this.SUBRULE(this.hash) }) },
      ]),
  );

  private readonly list = this.RULE('list', (): Value[] => {
    const items: Value[] = [];
    this.CONSUME(OpenList);
    this.MANY_SEP({ SEP: Comma, DEF: () => items.push(this.SUBRULE(this.value)) });
    this.CONSUME(CloseList);
    return items;
  });

  /** As the settings of a plugin; some write commas between. */
  private readonly hash = this.RULE('hash', (): Entry[] => {
    const entries: Entry[] = [];
    this.CONSUME(Open);
    this.MANY(() => {
      entries.push(this.SUBRULE(this.entry));
      this.OPTION(() => this.CONSUME(Comma));
    });
    this.CONSUME(Close);
    return entries;
  });

  /** `and` and `nand` bind more closely than `or` and `xor`; else from left to right. */
  private readonly condition: () => Condition = this.RULE('condition', (): Condition => {
    let left = this.SUBRULE(this.term);
    this.MANY(() => {
      const { image } = this.OR([{ ALT: () => this.CONSUME(Or) }, { ALT: () => this.CONSUME(Xor) }]);
      left = { kind: image as 'or' | 'xor', left, right: this.SUBRULE2(this.term) };
    });
    return left;
  });

  private readonly term = this.RULE('term', (): Condition => {
    let left = this.SUBRULE(this.factor);
    this.MANY(() => {
      const { image } = this.OR([{ ALT: () => this.CONSUME(And) }, { ALT: () => this.CONSUME(Nand) }]);
      left = { kind: image as 'and' | 'nand', left, right: this.SUBRULE2(this.factor) };
    });
    return left;
  });

  private readonly factor = this.RULE(
    'factor',
    (): Condition =>
      this.OR<IOrAlt<Condition>[]>([
        { ALT: () => this.SUBRULE(this.group) },
        {
          ALT: () => {
            this.CONSUME(Bang);
            const condition = this.OR2<IOrAlt<Condition>[]>([
              { ALT: () => this.SUBRULE2(this.group) },
              { ALT: () => ({ kind: 'is', operand: this.SUBRULE(this.field) }) },
            ]);
            return { kind: 'not', condition };
          },
        },
        { ALT: () => this.SUBRULE(this.comparison) },
      ]),
  );

  private readonly group = this.RULE('group', (): Condition => {
    this.CONSUME(OpenGroup);
    const condition = this.SUBRULE(this.condition);
    this.CONSUME(CloseGroup);
    return condition;
  });

  private readonly comparison = this.RULE('comparison', (): Condition => {
    const left = this.SUBRULE(this.operand);
    return (
      this.OPTION(() =>
        this.OR<IOrAlt<Condition>[]>([
          {
            ALT: () => {
              const by = this.CONSUME(Compare).image as Comparison;
              return { kind: 'compare', by, left, right: this.SUBRULE2(this.operand) };
            },
          },
          {
            ALT: () => {
              const not = this.CONSUME(Match).image === '!~';
              return { kind: 'match', not, left, right: this.SUBRULE3(this.operand) };
            },
          },
          {
            ALT: () => {
              const not = this.OPTION2(() => this.CONSUME(Not)) !== undefined;
              this.CONSUME(In);
              return { kind: 'in', not, left, right: this.SUBRULE4(this.operand) };
            },
          },
        ]),
      ) ?? { kind: 'is', operand: left }
    );
  });

  private readonly operand = this.RULE(
    'operand',
    (): Operand =>
      this.OR<IOrAlt<Operand>[]>([
        { ALT: () => this.SUBRULE(this.field) },
        { ALT: () => ({ kind: 'text', text: inside(this.CONSUME(Text)) }) },
        { ALT: () => ({ kind: 'number', text: this.CONSUME(Num).image }) },
        { ALT: () => ({ kind: 'list', items: this.SUBRULE(this.list) }) },
        { ALT: () => ({ kind: 'regexp', source: inside(this.CONSUME(Regexp)) }) },
      ]),
  );

  private readonly field = this.RULE('field', (): Operand & { kind: 'field' } => ({
    kind: 'field',
    path: inside(this.CONSUME(Field)).replaceAll('][', '.'),
  }));

  private at({ startLine = 1, startColumn = 1 }: IToken): Place {
    return { file: this.file, line: startLine, column: startColumn };
  }
}

/** Without its marks. */
function inside({ image }: IToken): string {
  return image.slice(1, -1);
}

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
  const atEnd = !Number.isFinite(token.startOffset);
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
