import { z } from 'zod';
import {
  alsoInSchema,
  byField,
  expressionText,
  fieldList,
  network,
  scalar,
  several,
  told,
} from './values.ts';

export type WhenInput = {
  readonly [Name in 'equals']?: Readonly<Record<string, string | number | boolean>>;
} & {
  readonly in?: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  readonly matches?: Readonly<Record<string, string>>;
  readonly exists?: readonly string[];
  readonly above?: Readonly<Record<string, number>>;
  readonly 'at-least'?: Readonly<Record<string, number>>;
  readonly below?: Readonly<Record<string, number>>;
  readonly 'at-most'?: Readonly<Record<string, number>>;
  readonly cidr?: Readonly<Record<string, readonly string[]>>;
  readonly not?: WhenInput;
  readonly all?: readonly WhenInput[];
  readonly any?: readonly WhenInput[];
};

const numbers = () => byField(z.number('must be a number'));
const inner = (): z.ZodType<WhenInput> => z.lazy(() => when);
const conditions = () => z.array(inner(), 'must be a list of conditions').min(1, 'must not be empty');

const shape = {
  equals: told(byField(scalar()).optional(), 'Fields and the value of each; 200 and "200" are the same'),
  in: told(
    byField(z.array(scalar(), 'must be a list').min(1, 'must not be empty')).optional(),
    'Fields and the values that each may have',
  ),
  matches: told(
    byField(expressionText()).optional(),
    'Fields and an expression (RE2) for each, that fits somewhere in the value',
  ),
  exists: told(fieldList().optional(), 'Fields that have a value'),
  above: told(numbers().optional(), 'Fields and a number that each is greater than'),
  'at-least': told(numbers().optional(), 'Fields and the least number for each'),
  below: told(numbers().optional(), 'Fields and a number that each is less than'),
  'at-most': told(numbers().optional(), 'Fields and the greatest number for each'),
  cidr: told(
    byField(several(network(), 'must be a network, or a list of them')).optional(),
    'Fields and the networks that the address of each is in: `10.0.0.0/8`',
  ),
  not: told(inner().optional(), 'A condition that is not true'),
  all: told(conditions().optional(), 'Conditions that are all true'),
  any: told(conditions().optional(), 'Conditions of which one is true, or more'),
};

/** What stands in one `when` must all be true. */
const checkedWhen = z
  .strictObject(shape, {
    error: ({ code }) =>
      code === 'invalid_type' ? 'must be a condition, like { equals: { status: 200 } }' : undefined,
  })
  .refine((value) => Object.keys(value).length > 0, {
    error: 'must say something',
    when: ({ issues }) => issues.length === 0,
  });
export const when = alsoInSchema(checkedWhen, { minProperties: 1 }) as unknown as z.ZodType<WhenInput>;

export const whenFields = shape;
