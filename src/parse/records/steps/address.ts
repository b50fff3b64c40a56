import type { StepOf } from '../../definition.ts';
import { readAddress } from '../../ip-address.ts';
import type { StepRunner } from '../event.ts';
import { pathOf, putAt, valueAt } from '../tree.ts';

export function addressStep({ from, to }: StepOf<'address'>): StepRunner {
  const [source, target] = [pathOf(from), pathOf(to)];
  return ({ fields }) => {
    const value = valueAt(fields, source);
    const address = typeof value === 'string' ? addressIn(value) : undefined;
    if (address !== undefined) putAt(fields, target, address);
    return undefined;
  };
}

/** `10.0.0.1`, `10.0.0.1:443`, `::1`, `[::1]:443`. */
function addressIn(text: string): string | undefined {
  if (readAddress(text) !== undefined) return text;
  const host = text.slice(0, text.lastIndexOf(':')).replace(/^\[|\]$/g, '');
  return readAddress(host) === undefined ? undefined : host;
}
