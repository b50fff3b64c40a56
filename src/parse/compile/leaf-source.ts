import { never } from '../../model/errors.ts';
import type { ValueKind } from '../definition.ts';
import { sourcesOf } from '../derive.ts';
import type { LeafRule } from '../rules/tree.ts';
import type { Code } from './code.ts';
import type { RuleWriter } from './derived-writers.ts';
import { fragmentBits, maxFragmentBytes, notKept, nowhere, unitWords } from './geo-fragments.ts';
import { dateBytes } from './iso-dates.ts';
import { appendText, equalsText } from './literals.ts';
import { isNumbered, type RulesPlan } from './rules-plan.ts';
import { TablesSource } from './tables-source.ts';
import { TimesSource } from './times-source.ts';
import { type ValueNames, ValuesSource } from './values-source.ts';

/** `",`, little-endian. */
const textEnd = '0x2c22';
const comma = 44;

/** Where a rule's leaf is being written. */
export interface Leaf {
  /** `"key":` */
  readonly key: string;
  /** Behind what was written; empty where nothing else is tried. */
  readonly done: string;
  readonly isEventTime: boolean;
}

/** The code of a document's leaves, and of all that must be known before one of them is written. */
export class LeavesSource {
  readonly values: ValuesSource;
  readonly times: TimesSource;
  readonly tables = new TablesSource();
  /** Of each rule for a place: the code that looks it up, and that of its tag. */
  readonly finds: string[] = [];
  readonly tags: string[] = [];
  /** Their writers are with the state, in this order. */
  readonly derived: RuleWriter[] = [];
  readonly #plan: RulesPlan;

  constructor(plan: RulesPlan) {
    this.#plan = plan;
    this.values = new ValuesSource(plan);
    this.times = new TimesSource(this.values);
  }

  write(code: Code, rule: LeafRule, leaf: Leaf): void {
    switch (rule.kind) {
      case 'value': {
        const value = this.values.of(rule.from, rule.part);
        if (value !== undefined) {
          code.add(`if (${value.length} > 0) {\n${this.#value(rule.as, value, leaf.key)}${leaf.done}}\n`);
        }
        return;
      }
      case 'constant':
        this.#constant(code, rule, leaf);
        return;
      case 'lookup':
        this.#lookup(code, rule, leaf);
        return;
      case 'list':
        this.#list(code, rule, leaf);
        return;
      case 'time':
        this.#time(code, rule, leaf);
        return;
      case 'place':
        this.#place(code, rule, leaf);
        return;
      case 'derived':
        this.#derived(code, rule, leaf);
        return;
      case 'object':
        code.add(`if (state.object.bytes > 0) {
${appendText(leaf.key)}copyWords(out, o, state.object.words, 0, state.object.bytes);
o = (o + state.object.bytes) | 0;
${leaf.done}}
`);
        return;
      default:
        never(rule);
    }
  }

  #constant(code: Code, { value, when }: LeafRule & { kind: 'constant' }, { key, done }: Leaf): void {
    const text = `${key}${JSON.stringify(value)},`;
    if (when === undefined) {
      code.text(text);
      if (done !== '') code.add(done);
      return;
    }
    const condition = this.values.of(when);
    if (condition !== undefined) code.add(`if (${condition.length} > 0) {\n${appendText(text)}${done}}\n`);
  }

  #lookup(code: Code, { from, part, table }: LeafRule & { kind: 'lookup' }, { key, done }: Leaf): void {
    const value = this.values.of(from, part);
    if (value === undefined) return;
    if (isNumbered(table)) {
      const words = code.label('w');
      code.add(`x = readDigits(view, ${value.start}, ${value.length});
const ${words} = x < 0 ? undefined : state.names[${this.tables.number(key, table)}][x];
if (${words} !== undefined) {
copyWords(out, o, ${words}.words, 0, ${words}.bytes);
o = (o + ${words}.bytes) | 0;
${done}}
`);
      return;
    }
    const cases = Object.entries(table).filter(([text]) => isPlain(text));
    const tests = cases.map(
      ([text, name]) =>
        `if (${value.length} === ${text.length} && ${equalsText(text, value.start)}) {
${appendText(`${key}${JSON.stringify(name)},`)}${done}}\n`,
    );
    code.add(tests.join('else '));
  }

  #list(code: Code, { from, part }: LeafRule & { kind: 'list' }, { key, done }: Leaf): void {
    const values = [...new Set(from)]
      .map((name) => this.values.of(name, part))
      .filter((value) => value !== undefined);
    const write = () => {
      for (const [i, value] of values.entries()) {
        const isNew = values
          .slice(0, i)
          .map(({ start, length }) => {
            return ` && !(${length} === ${value.length} && isSameText(view, ${start}, ${value.start}, ${length}))`;
          })
          .join('');
        code.add(`if (${value.length} > 0${isNew}) {\n${this.#text(value, '')}}\n`);
      }
    };
    code.optional(`${key}[`, ']', write, done);
  }

  #time(code: Code, rule: LeafRule & { kind: 'time' }, { key, done, isEventTime }: Leaf): void {
    const { millis, seconds, isGood, hasFraction } = this.times.of(rule);
    const fraction = `x = ${millis} - ${seconds} * 1000;\nif (x > 0) writeMillis(out, (o + 20) | 0, x);\n`;
    const event = `t0 = ${seconds}${hasFraction ? ` + (${millis} - ${seconds} * 1000) / 1000` : ''};\nevent = ${seconds};\n`;
    code.add(`if (${millis} !== -2) {
if (!${isGood}) break fast;
${appendText(`${key}"`)}dates.write(out, o, ${seconds});
${hasFraction ? fraction : ''}o = (o + ${dateBytes}) | 0;
out.setInt8(o, ${comma});
o = (o + 1) | 0;
${isEventTime ? event : ''}${done}}
`);
  }

  #derived(code: Code, rule: LeafRule & { kind: 'derived' }, { key, done }: Leaf): void {
    const sources = sourcesOf(rule, (name) => this.#plan.places.has(name));
    if (sources === undefined) return;
    const ends = sources
      .map((name) => this.values.of(name))
      .flatMap((value) => (value === undefined ? [] : [value.start, value.length]));
    const number = this.derived.push({ what: rule.what, key }) - 1;
    code.add(`x = state.derived[${number}](view, out, o, ${ends.join(', ')});
if (x !== o) {
o = x;
${done}}
`);
  }

  #place(code: Code, rule: LeafRule & { kind: 'place' }, { key }: Leaf): void {
    const fields = rule.from
      .map((name) => this.values.of(name, rule.part))
      .filter((value) => value !== undefined);
    if (fields.length === 0) return;
    const number = this.finds.length;
    const [place, start, length] = [`f${number}`, `i${number}`, `l${number}`];
    const choose = (what: keyof ValueNames) =>
      fields.reduceRight((rest, value) => `${value.length} > 0 ? ${value[what]} : ${rest}`, '0');
    this.finds.push(`const ${start} = ${choose('start')}, ${length} = ${choose('length')};
const ${place} = ${length} > 0 ? geo.find(view, ${start}, ${length}) : ${nowhere};
if (${place} === ${notKept}) break fast;
`);
    const { failureTag } = rule;
    if (failureTag !== undefined) {
      this.tags.push(`if (${place} === ${nowhere}) {\n${appendText(`,${JSON.stringify(failureTag)}`)}}\n`);
    }
    const fragment = `x = ${place} & ${maxFragmentBytes};
copyWords(out, o, geo.words, (${place} >>> ${fragmentBits}) * ${unitWords}, x);
o = (o + x) | 0;
out.setInt8(o, ${comma});
o = (o + 1) | 0;
`;
    if (this.#plan.geoNames === 'ecs') {
      code.add(`if (${place} !== ${nowhere}) {\n${fragment}}\n`);
      return;
    }
    code.add(`if (${place} !== ${nowhere}) {
${appendText(`${key}{"ip":"`)}${copySource({ start, length })}out.setInt8((o + ${length}) | 0, 34);
o = (o + ${length} + 1) | 0;
${fragment}} else if (${length} > 0) {
${appendText(`${key}{},`)}}
`);
  }

  #value(as: ValueKind, value: ValueNames, key: string): string {
    switch (as) {
      case 'text':
        return this.#text(value, key);
      case 'lower':
        return `${appendText(`${key}"`)}if (!copyLower(view, ${value.start}, ${value.length}, out, o)) break fast;
${endText(value.length)}`;
      case 'decimal':
        return decimalSource(value, key);
      case 'integer':
        return integerSource(value, key);
      default:
        return never(as);
    }
  }

  /** A text with its marks and a comma. Where words are not in marks, marks may be in words. */
  #text(value: ValueNames, key: string): string {
    const { start, length } = value;
    const opening = appendText(`${key}"`);
    if (this.#plan.words?.quoted !== false)
      return `${opening}o = copyText(view, ${start}, ${length}, out, o);\n`;
    return `${opening}o = copyEscaped(view, ${start}, ${length}, out, o, 34, 34);
if (o < 0) break fast;
${endText('0')}`;
  }
}

/** A line that the fast path does not hand over can have this value. */
function isPlain(text: string): boolean {
  return /^[\x20-\x5b\x5d-\x7f]+$/.test(text);
}

function decimalSource(value: ValueNames, key: string): string {
  const { start, length } = value;
  return `if (!isDecimal(view, ${start}, ${length})) break fast;
${appendText(key)}${copySource(value)}out.setInt8((o + ${length}) | 0, ${comma});
o = (o + ${length} + 1) | 0;
`;
}

/** There are greater ones than these, and they can be slow (R3). */
function integerSource({ start, length }: ValueNames, key: string): string {
  return `if (${length} > 18 || (bytes[${start}] === 48 && ${length} > 1)) break fast;
${appendText(key)}for (x = 0; x < ${length}; x = (x + 1) | 0) {
q = bytes[(${start} + x) | 0];
if (q < 48 || q > 57) break fast;
out.setInt8((o + x) | 0, q);
}
out.setInt8((o + x) | 0, ${comma});
o = (o + x + 1) | 0;
`;
}

/** Copies whole words, and leaves `o` where it is. */
function copySource({ start, length }: ValueNames): string {
  return `for (x = 0; x < ${length}; x = (x + 4) | 0) out.setInt32((o + x) | 0, view.getInt32((${start} + x) | 0, true), true);\n`;
}

function endText(length: string): string {
  return `out.setInt16((o + ${length}) | 0, ${textEnd}, true);\no = (o + ${length} + 2) | 0;\n`;
}
