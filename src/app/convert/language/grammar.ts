import { EmbeddedActionsParser, type IOrAlt, type IToken } from 'chevrotain';
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
import {
  And,
  Arrow,
  Bang,
  Close,
  CloseGroup,
  CloseList,
  Comma,
  Compare,
  Else,
  Field,
  Filter,
  If,
  In,
  Input,
  Match,
  Name,
  Nand,
  Not,
  Num,
  Open,
  OpenGroup,
  OpenList,
  Or,
  Output,
  Regexp,
  Text,
  tokens,
  Word,
  Xor,
} from './tokens.ts';

/**
 * The language of Logstash's pipeline files. Source: "Structure of a pipeline", "Accessing event data and fields in the
 * configuration", Logstash Reference.
 */
export class LogstashParser extends EmbeddedActionsParser {
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
