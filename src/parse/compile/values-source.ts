import { never } from '../../model/errors.ts';
import type { Part } from '../definition.ts';
import { isPresent } from './column-source.ts';
import type { RulesPlan } from './rules-plan.ts';

/** Names of variables: where a value begins, and its bytes; 0 when there is none. */
export interface ValueNames {
  readonly start: string;
  readonly length: string;
}

/** The values that rules look at, and the code that finds them: each once, and before anything is written. */
export class ValuesSource {
  readonly #plan: RulesPlan;
  readonly #known = new Map<string, ValueNames>();
  #code = '';

  constructor(plan: RulesPlan) {
    this.#plan = plan;
  }

  get code(): string {
    return this.#code;
  }

  /** Undefined: the lines have no such field. */
  of(field: string, part?: Part): ValueNames | undefined {
    const place = this.#plan.places.get(field);
    if (place === undefined) return undefined;
    return this.#once(part === undefined ? `${place}` : `${place} ${JSON.stringify(part)}`, (names) =>
      part === undefined ? this.#whole(place, names) : this.#part(field, part, names),
    );
  }

  #once(key: string, make: (names: ValueNames) => string): ValueNames {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const names = { start: `a${this.#known.size}`, length: `m${this.#known.size}` };
    this.#known.set(key, names);
    const code = make(names);
    this.#code += code;
    return names;
  }

  #whole(place: number, { start, length }: ValueNames): string {
    const present = isPresent(this.#plan, `s${place}`, `n${place}`);
    return `const ${start} = s${place}, ${length} = ${present} ? n${place} : 0;\n`;
  }

  #part(field: string, part: Part, names: ValueNames): string {
    const { start, length } = names;
    const whole = this.of(field) as ValueNames;
    const check = `if (!${isPresent(this.#plan, start, length)}) ${length} = 0;\n`;
    const end = `(${whole.start} + ${whole.length} | 0)`;
    switch (part.kind) {
      case 'before-last':
        return `x = findLast(view, ${whole.start}, ${whole.length}, ${part.mark.charCodeAt(0)});
let ${start} = ${whole.start}, ${length} = x < 0 ? ${whole.length} : (x - ${start}) | 0;
${check}`;
      case 'behind-last':
        return `x = findLast(view, ${whole.start}, ${whole.length}, ${part.mark.charCodeAt(0)});
let ${start} = (x + 1) | 0, ${length} = x < 0 ? 0 : (${end} - ${start}) | 0;
${check}`;
      case 'word': {
        const at =
          part.number === 0 ? whole.start : `(${this.#wordEnd(whole, field, part.number - 1)} + 1 | 0)`;
        const wordEnd = this.#wordEnd(whole, field, part.number);
        return `let ${start} = ${at}, ${length} = ${start} > ${end} ? 0 : (${wordEnd} - ${start}) | 0;\n${check}`;
      }
      default:
        return never(part);
    }
  }

  /** A variable: behind the word of this number. One behind the value's end, or more, when there is no such word. */
  #wordEnd(whole: ValueNames, field: string, number: number): string {
    const before = number === 0 ? undefined : this.#wordEnd(whole, field, number - 1);
    const from = before === undefined ? whole.start : `(${before} + 1 | 0)`;
    const end = `(${whole.start} + ${whole.length} | 0)`;
    return this.#once(`end ${field} ${number}`, ({ start }) => {
      return `const ${start} = ${from} > ${end} ? ${from} : findByte(view, ${from}, ${end}, 32);\n`;
    }).start;
  }
}
