import { eventTime, type RuleNode } from '../rules/tree.ts';
import { Code } from './code.ts';
import { columnSource } from './column-source.ts';
import type { RuleWriter } from './derived-writers.ts';
import { actionSource, endSource, enterSource, keepSource, messageSource } from './document-source.ts';
import { LeavesSource } from './leaf-source.ts';
import { appendText } from './literals.ts';
import type { NameWords } from './name-words.ts';
import { escapeLetter, type RulesPlan, type WordsPlan } from './rules-plan.ts';
import { linesSource } from './source.ts';
import { wordsSource } from './words-source.ts';

export interface RulesSource {
  readonly source: string;
  /** For the state. */
  readonly names: readonly NameWords[];
  readonly places: number;
  /** For the state: what makes their writers. */
  readonly derived: readonly RuleWriter[];
}

/**
 * The body of the generated function, as `runSource` makes it of columns. Values are found first, then times and places; then
 * the tree is written, each member with a comma behind it, as more always follows: what all documents have.
 */
export function rulesSource(plan: RulesPlan): RulesSource {
  const leaves = new LeavesSource(plan);
  const code = new Code();
  for (const node of plan.tree) writeNode(code, leaves, node, node.key === eventTime);
  const { finds, tags, values, times, tables, derived } = leaves;
  const [before, after] =
    finds.length > 1
      ? ['const generation = geo.generation;\n', 'if (geo.generation !== generation) break fast;\n']
      : ['', ''];
  code.text(`"type":${JSON.stringify(plan.name)},"tags":[${JSON.stringify(plan.name)}`);
  const scan =
    plan.words === undefined
      ? plan.columns.map((_, place) => columnSource(plan, place)).join('\n')
      : wordsSource(plan, plan.words);
  const body = `${scan}
const length = (p - line) | 0;
if (length > maxLineBytes) break fast;
${keepSource(plan)}${values.code}${times.code}${before}${finds.join('')}${after}
let t0 = -1, event = -1;
${code}${tags.join('')}${appendText(']')}
if (event < 0) break fast;
${plan.words === undefined ? messageSource(plan) : wordsMessageSource(plan, plan.words)}
${enterSource('event')}
${actionSource(plan)}`;
  return { source: linesSource(plan, body), names: tables.all, places: finds.length, derived };
}

function writeNode(code: Code, leaves: LeavesSource, node: RuleNode, isEventTime: boolean): void {
  const key = `${JSON.stringify(node.key)}:`;
  if (node.kind === 'object') {
    const write = () => {
      for (const child of node.children) writeNode(code, leaves, child, false);
    };
    if (!isSure(node)) {
      code.optional(`${key}{`, '}', write);
      return;
    }
    code.text(`${key}{`);
    write();
    code.close('}');
    return;
  }
  const [only, ...others] = node.rules;
  if (only !== undefined && others.length === 0) {
    leaves.write(code, only, { key, done: '', isEventTime });
    return;
  }
  const label = code.label('L');
  code.add(`${label}: {\n`);
  for (const rule of node.rules) leaves.write(code, rule, { key, done: `break ${label};\n`, isEventTime });
  code.add('}\n');
}

/** Whether something is written there whatever the line is. */
function isSure(node: RuleNode): boolean {
  return node.kind === 'object'
    ? node.children.some(isSure)
    : node.rules.some((rule) => rule.kind === 'constant' && rule.when === undefined);
}

/** A line that may have quotation marks. Where they are around words, there may be no others up to the end of those known. */
function wordsMessageSource(plan: RulesPlan, { quoted }: WordsPlan): string {
  const hashing = plan.id === 'content' ? 'copyAndHash(view, line, length, out, o, hash);\n' : '';
  const check = quoted
    ? 'if (q < 0 || q - o - (known - line) !== marks) break fast;'
    : 'if (q < 0) break fast;';
  const letter = plan.separator < 32 ? escapeLetter(plan.separator)?.charCodeAt(0) : undefined;
  const escapes = letter === undefined ? '34, 34' : `${plan.separator}, ${letter}`;
  return `${appendText(',"message":"')}${hashing}q = copyEscaped(view, line, (known - line) | 0, out, o, ${escapes});
${check}
o = q;
if (p > known) {
  o = copyEscaped(view, known, (p - known) | 0, out, o, ${escapes});
  if (o < 0) break fast;
}
${endSource(plan)}`;
}
