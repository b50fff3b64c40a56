import { never } from '../../model/errors.ts';
import type { FieldKind } from '../definition.ts';
import { readAddress } from '../ip-address.ts';
import { isoText, readTime } from '../rules/read-time.ts';
import { integerOf, numberOf } from './numbers.ts';

/** The value as a field of this kind holds it; undefined when it cannot. Lists hold such values. */
export function fitted(value: unknown, kind: FieldKind): unknown {
  if (kind === 'text') return typeof value === 'string' ? value : JSON.stringify(value);
  if (!Array.isArray(value)) return one(value, kind);
  const all = value.map((member) => one(member, kind));
  return all.includes(undefined) || all.length === 0 ? undefined : all;
}

function one(value: unknown, kind: Exclude<FieldKind, 'text'>): unknown {
  if (typeof value === 'object' && !JSON.isRawJSON(value)) return undefined;
  if (kind === 'keyword') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  switch (kind) {
    case 'long':
      return integerOf(text);
    case 'double':
      return numberOf(text);
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : undefined;
    case 'ip':
      return readAddress(text) !== undefined ? text : undefined;
    case 'date': {
      const time = readTime('iso', [text]);
      return time && isoText(time);
    }
    default:
      return never(kind);
  }
}
