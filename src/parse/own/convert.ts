import { never } from '../../model/errors.ts';
import type { Conversion } from '../own-definition.ts';
import { textOf } from './tree.ts';

const integer = /^-?(?:0|[1-9][0-9]{0,18})$/;
const decimal = /^-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,3})?$/;
const least = -(2n ** 63n);
const greatest = 2n ** 63n - 1n;
const booleans: Readonly<Record<string, boolean>> = {
  ...{ true: true, yes: true, '1': true, on: true },
  ...{ false: false, no: false, '0': false, off: false },
};

/** A value as another type, as JSON writes it; undefined when it is none. Numbers keep their digits (R3). */
export function convert(value: unknown, to: Conversion): unknown {
  const text = textOf(value);
  switch (to) {
    case 'integer':
      if (!integer.test(text) || BigInt(text) < least || BigInt(text) > greatest) return undefined;
      return Number.isSafeInteger(Number(text)) ? Number(text) : JSON.rawJSON(text);
    case 'decimal':
      return decimal.test(text) ? JSON.rawJSON(text) : undefined;
    case 'boolean': {
      const word = text.toLowerCase();
      return Object.hasOwn(booleans, word) ? booleans[word] : undefined;
    }
    case 'text':
      return text;
    default:
      return never(to);
  }
}
