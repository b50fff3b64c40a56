import { z } from 'zod';
import { readNetwork } from '../../../parse/own/conditions.ts';
import { compileExpression } from '../../../parse/own/expression.ts';
import { referencesIn } from '../../../parse/own/fill-in.ts';
import { isPath } from '../../../parse/own/tree.ts';

export const told = <T extends z.ZodType>(schema: T, description: string) => schema.meta({ description });

/** What zod checks by code, in the words of JSON Schema: for editors. */
export const alsoInSchema = <T extends z.ZodType>(schema: T, keywords: Readonly<Record<string, unknown>>) =>
  schema.meta(keywords);

/** One of some names, and what goes with it. */
export const oneOfInSchema = (
  names: readonly string[],
  dependentRequired: Readonly<Record<string, readonly string[]>>,
) => ({ oneOf: names.map((name) => ({ required: [name] })), dependentRequired });

/** Texts in which blanks count: patterns, separators. */
export const exactText = () =>
  z.string('must be text: put it in quotes').min(1, 'must not be empty').max(8192, 'must be shorter');

export const fieldName = () =>
  alsoInSchema(
    z
      .string('must be the name of a field')
      .refine(isPath, 'must be the name of a field, like status or client.ip'),
    { maxLength: 256, pattern: String.raw`^(?!(.*\.)?__proto__(\.|$))[^.]+(\.[^.]+){0,19}$` },
  );

/** One, or several. */
export const fieldList = () =>
  z
    .union([fieldName(), z.array(fieldName()).min(1, 'must name a field')], {
      error: 'must be the name of a field, or a list of them',
    })
    .transform((value) => [value].flat());

/** Something for each of some fields. */
export const byField = <T extends z.ZodType>(value: T) =>
  z.record(fieldName(), value, {
    error: ({ code }) => {
      if (code === 'invalid_key') return 'must be the name of a field, like status or client.ip';
      return code === 'invalid_type' ? 'must be a mapping of fields, like { status: … }' : undefined;
    },
  });

export const scalar = () =>
  z.union([z.string(), z.number(), z.boolean()], { error: 'must be text, a number, true or false' });

/** An expression of RE2 that can be compiled. */
export const expressionText = () =>
  exactText().superRefine((source, context) => {
    const compiled = compileExpression(source);
    if (compiled.kind === 'mistake') context.addIssue({ code: 'custom', message: compiled.what });
  });

/** Text in which `%{field}` stands for a value. */
export const template = () =>
  z.string('must be text').superRefine((value, context) => {
    const bad = referencesIn(value).find((field) => !isPath(field));
    if (bad !== undefined) context.addIssue({ code: 'custom', message: `%{${bad}} does not name a field` });
  });

export const network = () =>
  z
    .string('must be a network')
    .refine((value) => readNetwork(value) !== undefined, 'must be a network like 10.0.0.0/8, or an address');

export const several = <T extends z.ZodType>(one: T, error: string) =>
  z
    .union([one, z.array(one).min(1, 'must not be empty')], { error })
    .transform((value) => [value].flat() as z.output<T>[]);

/** What is wrong with a mapping that must have one of some keys, if it is. */
export function oneOf(value: unknown, names: readonly string[], what: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = names.filter((name) => name in value);
  if (found.length === 1) return undefined;
  if (found.length === 0) return `needs ${what}: ${names.join(', ')}`;
  return `has ${found.join(' and ')}: one of them`;
}
