import { directionOf, scopeOf } from './address-scope.ts';
import { communityId } from './community-id.ts';
import type { RuleDerived } from './definition.ts';
import type { DerivedFields, DerivedName } from './enrichments.ts';
import { isCanonicalInteger } from './integers.ts';

/** Undefined: there is no value. */
type Texts = readonly (string | undefined)[];

/** What is made of a line's values, by what `--enrich` calls it: of some values, in this order, some others. */
export const derive: Readonly<Record<DerivedName, (values: Texts) => Texts>> = {
  /** Source and destination -> their scopes, and the direction. */
  direction: ([source = '', destination = '']) => {
    const [from, to] = [scopeOf(source), scopeOf(destination)];
    return [from, to, from && to && directionOf(from, to)];
  },
  /** Source, destination, protocol and their ports -> the Community ID. */
  'community-id': ([source = '', destination = '', ...numbers]) => {
    const [protocol = -1, sourcePort = -1, destinationPort = -1] = numbers.map(toNumber);
    return [communityId(source, destination, protocol, sourcePort, destinationPort)];
  },
};

/** Likewise, the one value that a rule writes. */
export const deriveOne: Readonly<Record<RuleDerived, (values: Texts) => string | undefined>> = {
  direction: (values) => derive.direction(values)[2],
  'community-id': (values) => derive['community-id'](values)[0],
  'ip-version': ([address = '']) => ipVersions[/[.:]/.exec(address)?.[0] ?? ''],
};

/** By the first mark in an address. */
export const ipVersions: Readonly<Record<string, string>> = { '.': 'ipv4', ':': 'ipv6' };

/** -1: no canonical number. */
function toNumber(text: string | undefined): number {
  return text !== undefined && isCanonicalInteger(text) ? Number(text) : -1;
}

/** The fields that it is made of here; undefined when `has` lacks some of each choice. */
export function sourcesOf(
  { from }: Pick<DerivedFields, 'from'>,
  has: (field: string) => boolean,
): readonly string[] | undefined {
  return from.find((fields) => fields.every(has));
}
