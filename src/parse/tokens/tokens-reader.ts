import type { TokensDefinition } from '../definition.ts';
import type { Line } from '../lines.ts';
import { reasons } from '../malformed.ts';
import { type DocumentReader, lineDecoder, malformed, type ReadingContext } from '../reading.ts';
import { ruledReading } from '../rules/ruled-reading.ts';
import { type RuleNode, ruleTree } from '../rules/tree.ts';
import { readDirective } from './read-directive.ts';
import { readWords } from './read-words.ts';

const hash = 35;

/** How the words of lines are called, and what is made of them. */
interface Naming {
  readonly fields: readonly string[];
  readonly tree: readonly RuleNode[];
}

/** Lines of words in a fixed order, or in that of the last `#Fields` line. */
export function tokensReader(context: ReadingContext<TokensDefinition>): DocumentReader {
  const { definition, options } = context;
  const { format } = definition;
  const own = namingOf(definition, format.fields);
  let naming: Naming | undefined = own;
  let hasTurned = false;

  const obey = (line: string): ReturnType<DocumentReader['read']> => {
    const directive = readDirective(line);
    if (directive.kind === 'other') return { kind: 'skipped' };
    const { names } = directive;
    const isOwn = names !== undefined && isSameOrder(definition, names);
    hasTurned ||= !isOwn;
    if (names === undefined) naming = undefined;
    else naming = isOwn ? own : namingOf(definition, names);
    return naming === undefined ? malformed(reasons.noFields) : { kind: 'skipped' };
  };

  const readLine = (line: Line, latest: number): ReturnType<DocumentReader['read']> => {
    if (naming === undefined) return malformed(reasons.noFields);
    const { fields, tree } = naming;
    const text = lineDecoder.decode(line.content);
    if (format.heading !== undefined && text.startsWith(format.heading)) return { kind: 'skipped' };
    const words = readWords(text, format, fields);
    if (typeof words === 'string') return malformed(words);
    const least = Math.min(format.least, fields.length);
    if (words.length < least) return malformed(reasons.fewWords(words.length, least));
    const values = new Map(fields.map((name, i) => [name, present(words[i], format.absent)]));
    return ruledReading(context, tree, values, { text, offset: line.offset, latest });
  };

  return {
    read(line, latest) {
      if (line.content.length > options.maxLineBytes) return malformed(reasons.tooLong(options.maxLineBytes));
      const isDirective = format.directives && line.content[0] === hash;
      return isDirective ? obey(lineDecoder.decode(line.content)) : readLine(line, latest);
    },
    get hasTurned() {
      return hasTurned;
    },
  };
}

function present(word: string | undefined, absent: string): string | undefined {
  return word === absent || word === '' ? undefined : word;
}

function namingOf({ rules }: TokensDefinition, fields: readonly string[]): Naming {
  return { fields, tree: ruleTree(rules, { fields, taken: [] }) };
}

/** Names that are missing or are more than known at the end change nothing, unless a rule writes whatever there is. */
function isSameOrder({ format, rules }: TokensDefinition, names: readonly string[]): boolean {
  if (names.length < format.least) return false;
  const length = rules.some(({ kind }) => kind === 'rest')
    ? Math.max(names.length, format.fields.length)
    : Math.min(names.length, format.fields.length);
  return Array.from({ length }, (_, i) => i).every((i) => names[i] === format.fields[i]);
}
