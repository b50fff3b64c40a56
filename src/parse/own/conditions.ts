import { BlockList, isIP } from 'node:net';
import { never } from '../../model/errors.ts';
import type { Comparison, Condition } from '../own-definition.ts';
import { pathOf, type Tree } from '../records/tree.ts';
import { expression } from './expression.ts';
import { textOf, valueAt } from './tree.ts';

/** Nobody knows whether a condition is true: caught where the step is run, and nowhere else. */
export class TooLong extends Error {}

/** Whether a condition is true of the fields of an event. Throws `TooLong`. */
export type Holds = (fields: Tree) => boolean;

export function holds(condition: Condition): Holds {
  switch (condition.kind) {
    case 'exists': {
      const path = pathOf(condition.field);
      return (fields) => valueAt(fields, path) !== undefined;
    }
    case 'in': {
      const values = new Set(condition.values);
      return someValue(condition.field, (text) => values.has(text));
    }
    case 'matches': {
      const compiled = expression(condition.pattern);
      return someValue(condition.field, (text) => {
        const matches = compiled.test(text);
        if (matches === undefined)
          throw new TooLong(`${condition.field} is too long for an expression of this size`);
        return matches;
      });
    }
    case 'compare': {
      const compare = comparing[condition.is];
      return someValue(condition.field, (text) => isNumber(text) && compare(Number(text), condition.than));
    }
    case 'cidr': {
      const networks = blockList(condition.networks);
      return someValue(condition.field, (text) => isInside(networks, text));
    }
    case 'not': {
      const inner = holds(condition.condition);
      return (fields) => !inner(fields);
    }
    case 'all': {
      const inner = condition.conditions.map(holds);
      return (fields) => inner.every((one) => one(fields));
    }
    case 'any': {
      const inner = condition.conditions.map(holds);
      return (fields) => inner.some((one) => one(fields));
    }
    default:
      return never(condition);
  }
}

const comparing: Readonly<Record<Comparison, (value: number, than: number) => boolean>> = {
  above: (value, than) => value > than,
  'at-least': (value, than) => value >= than,
  below: (value, than) => value < than,
  'at-most': (value, than) => value <= than,
};

/** Without a value nothing is true of it. */
function someValue(field: string, test: (text: string) => boolean): Holds {
  const path = pathOf(field);
  return (fields) => {
    const value = valueAt(fields, path);
    if (value === undefined) return false;
    return Array.isArray(value) ? value.some((one) => test(textOf(one))) : test(textOf(value));
  };
}

function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

/** `10.0.0.0/8`, `2001:db8::/32`, or an address alone; undefined when it is neither. */
export function readNetwork(text: string): { address: string; bits: number; family: 4 | 6 } | undefined {
  const [address = '', prefix, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0 || address.includes('%')) return undefined;
  const most = family === 4 ? 32 : 128;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  const bits = prefix === undefined ? most : Number(prefix);
  return bits > most ? undefined : { address, bits, family: family as 4 | 6 };
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of networks) {
    const network = readNetwork(text);
    if (network) list.addSubnet(network.address, network.bits, network.family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

function isInside(networks: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && networks.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
