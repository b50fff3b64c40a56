import { z } from 'zod';
import { compileDissect } from '../../../parse/own/dissect.ts';
import { compileExpression } from '../../../parse/own/expression.ts';
import { alsoInSchema, exactText, expressionText, fieldName, oneOf, oneOfInSchema, told } from './values.ts';

const dissectPattern = exactText().superRefine((pattern, context) => {
  const compiled = compileDissect(pattern);
  if (compiled.kind === 'mistake') context.addIssue({ code: 'custom', message: compiled.what });
});

const namedGroups = expressionText().superRefine((source, context) => {
  const compiled = compileExpression(source);
  if (compiled.kind === 'expression' && compiled.expression.names.length === 0)
    context.addIssue({ code: 'custom', message: 'has no named group, like (?<status>[0-9]+)' });
});

const oneCharacter = (what: string) =>
  alsoInSchema(
    z.string(what).refine((value) => value.length === 1, what),
    { minLength: 1, maxLength: 1 },
  );

const csv = z.strictObject(
  {
    columns: told(
      z
        .array(fieldName(), 'must be a list of names')
        .min(1, 'must name a column')
        .refine((names) => new Set(names).size === names.length, 'must not name a column twice')
        .optional(),
      'Names of the columns; without them the first line names them',
    ),
    separator: told(
      oneCharacter('must be one character').default(','),
      'What stands between two values; "\\t" is a tab',
    ),
    quote: told(
      z.union([oneCharacter(''), z.literal('')], { error: 'must be one character, or empty' }).default('"'),
      'What values may stand in; empty: nothing',
    ),
  },
  { error: ({ code }) => (code === 'invalid_type' ? 'must be a mapping, {} for all defaults' : undefined) },
);

export const parserFields = {
  dissect: told(
    dissectPattern.optional(),
    'Fields and what stands between them, `%{ip} [%{time}] %{}`, with the modifiers of Logstash and Elastic',
  ),
  'append-separator': told(
    z.string('must be text').optional(),
    "What joins the values of `%{+name}`: empty for Elastic's way; without it the delimiter in front, as in Logstash",
  ),
  regex: told(
    namedGroups.optional(),
    'Expression (RE2) whose named groups, `(?<status>[0-9]+)`, are the fields',
  ),
  json: told(
    z.enum(['lines', 'records'], 'must be lines or records').optional(),
    '`lines`: an object a line. `records`: an object with a list `Records`',
  ),
  csv: told(csv.optional(), 'Values with a separator between'),
};

export const csvFields = csv.shape;
export const parserNames = ['dissect', 'regex', 'json', 'csv'] as const;

/** One parser, and what goes with it. */
export function parserMistake(value: unknown): string | undefined {
  const mistake = oneOf(value, parserNames, 'one of');
  if (mistake !== undefined) return mistake;
  const alone =
    typeof value === 'object' && value !== null && 'append-separator' in value && !('dissect' in value);
  return alone ? 'has append-separator, which is for dissect' : undefined;
}

/** See `parserMistake`. */
export const parserInSchema = oneOfInSchema(parserNames, { 'append-separator': ['dissect'] });

const checkedParser = z
  .strictObject(parserFields, {
    error: ({ code }) => (code === 'invalid_type' ? 'must be a mapping, like { json: lines }' : undefined),
  })
  .superRefine(
    (value, context) => {
      const message = parserMistake(value);
      if (message) context.addIssue({ code: 'custom', message });
    },
    { when: () => true },
  );

export const parser = alsoInSchema(checkedParser, parserInSchema);

export type ParserInput = z.output<typeof parser>;
