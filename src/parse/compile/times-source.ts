import { never } from '../../model/errors.ts';
import type { TimeFormat } from '../definition.ts';
import type { LeafRule } from '../rules/tree.ts';
import type { ValuesSource } from './values-source.ts';

type TimeRule = LeafRule & { readonly kind: 'time' };

/** Names of variables. */
export interface TimeNames {
  /** ms since the epoch, -2 when there is no value. */
  readonly millis: string;
  /** Its whole seconds. */
  readonly seconds: string;
  /** Whether it is a time within the accepted window (R4). */
  readonly isGood: string;
  readonly hasFraction: boolean;
}

const readers: Readonly<Record<Exclude<TimeFormat, 'date-and-time'>, string>> = {
  seconds: 'readSecondsTime',
  milliseconds: 'readMillisTime',
  iso: 'readIsoTime',
  clf: 'readClfTime',
};

/** The times that rules look at, and the code that reads them, each once. */
export class TimesSource {
  readonly #values: ValuesSource;
  readonly #known = new Map<string, TimeNames>();
  #code = '';

  constructor(values: ValuesSource) {
    this.#values = values;
  }

  get code(): string {
    return this.#code;
  }

  of(rule: TimeRule): TimeNames {
    const key = JSON.stringify([rule.format, rule.from]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const number = this.#known.size;
    const names = {
      millis: `T${number}`,
      seconds: `S${number}`,
      isGood: `G${number}`,
      hasFraction: hasFraction(rule.format),
    };
    const { millis, seconds, isGood } = names;
    this.#known.set(key, names);
    this.#code += `const ${millis} = ${this.#read(rule)};
const ${seconds} = Math.floor(${millis} / 1000);
const ${isGood} = ${millis} >= 0 && ${seconds} >= earliest && ${seconds} <= latest;
`;
    return names;
  }

  #read({ from, format }: TimeRule): string {
    const values = from.map((name) => this.#values.of(name)).filter((value) => value !== undefined);
    if (format === 'date-and-time') {
      const [date, time] = values;
      if (date === undefined || time === undefined) return '-2';
      const call = `readDateAndTime(view, ${date.start}, ${date.length}, ${time.start}, ${time.length})`;
      return `${date.length} > 0 && ${time.length} > 0 ? ${call} : -2`;
    }
    const reader = readers[format];
    return values.reduceRight(
      (rest, { start, length }) => `${length} > 0 ? ${reader}(view, ${start}, ${length}) : ${rest}`,
      '-2',
    );
  }
}

function hasFraction(format: TimeFormat): boolean {
  switch (format) {
    case 'milliseconds':
    case 'iso':
      return true;
    case 'seconds':
    case 'clf':
    case 'date-and-time':
      return false;
    default:
      return never(format);
  }
}
