import { z } from 'zod';
import { compileTimePattern } from '../../../parse/own/time-pattern.ts';
import { conversions, namedTimes } from '../../../parse/own-definition.ts';
import { when } from './condition.ts';
import { isTimezone, kindName } from './names.ts';
import { parserFields, parserInSchema, parserMistake } from './parser.ts';
import {
  alsoInSchema,
  byField,
  exactText,
  expressionText,
  fieldList,
  fieldName,
  oneOf,
  oneOfInSchema,
  scalar,
  several,
  template,
  told,
} from './values.ts';

const mapping = {
  error: ({ code }: { code?: string }) => (code === 'invalid_type' ? 'must be a mapping' : undefined),
};

const timeFormat = exactText().superRefine((format, context) => {
  if (namedTimes.some((name) => name === format)) return;
  const compiled = compileTimePattern(format, 'UTC');
  if (compiled.kind === 'mistake') {
    const message = `${compiled.what}; it is ${namedTimes.join(', ')}, or a pattern like yyyy-MM-dd HH:mm:ss`;
    context.addIssue({ code: 'custom', message });
  }
});

const time = z.strictObject(
  {
    field: told(fieldList(), 'Field that holds it; of several the first that has a value'),
    formats: told(
      several(timeFormat, 'must be a format, or a list of them'),
      '`iso`, `seconds`, `milliseconds` (since the epoch), `clf`, or a pattern like `yyyy-MM-dd HH:mm:ss.SSS`; the first that fits',
    ),
    timezone: told(
      z.string('must be text').refine(isTimezone, 'must be a time zone such as Asia/Tokyo').default('UTC'),
      'Zone of times by a pattern that says none',
    ),
    to: told(fieldName().default('@timestamp'), 'Field to write; `@timestamp` is the time of the event'),
  },
  mapping,
);

const replace = z.strictObject(
  {
    field: told(fieldName(), 'Field to change'),
    pattern: told(expressionText(), 'Expression (RE2) of what is replaced, each time'),
    with: told(z.string('must be text'), 'What takes its place; `$1` is the first group'),
  },
  mapping,
);

const lookup = z.strictObject(
  {
    field: told(fieldName(), 'Field that is looked up'),
    to: told(fieldName(), 'Field to write'),
    table: told(
      z.record(z.string(), scalar(), { error: 'must be a mapping of values' }),
      'Values, and what each stands for',
    ),
    otherwise: told(
      z.string('must be text').optional(),
      'For values that are not in the table; without it nothing is written',
    ),
  },
  mapping,
);

const checkedParse = z
  .strictObject({ field: told(fieldName(), 'Field that is taken apart'), ...parserFields }, mapping)
  .superRefine(
    (value, context) => {
      const message = parserMistake(value);
      if (message) context.addIssue({ code: 'custom', message });
    },
    { when: () => true },
  );

const parse = alsoInSchema(checkedParse, parserInSchema);

/** The steps, by what the file calls them. */
export const actionFields = {
  keep: told(kindName().optional(), 'With `when`: other events are no documents, and counted by this name'),
  'leave-out': told(kindName().optional(), 'Events that are no documents, and counted by this name'),
  parse: told(parse.optional(), 'Takes a field apart, as the line itself was: `field` and a parser'),
  rename: told(byField(fieldName()).optional(), 'Old names and new ones: `{ ip: client.ip }`'),
  remove: told(fieldList().optional(), 'Fields that are not written'),
  add: told(
    byField(
      z.union([template(), z.number(), z.boolean()], { error: 'must be text, a number, true or false' }),
    ).optional(),
    'Fields and values; `%{field}` in a text stands for the value of a field',
  ),
  convert: told(
    byField(z.enum(conversions, `must be ${conversions.slice(0, -1).join(', ')} or text`)).optional(),
    'Fields and types: `integer`, `decimal`, `boolean`, `text`. What is none makes the line malformed',
  ),
  time: told(time.optional(), 'Reads a time'),
  geo: told(
    byField(fieldName()).optional(),
    'Addresses, and where to write their places: `{ client.ip: client.geo }`',
  ),
  lower: told(fieldList().optional(), 'Fields to write in lower case'),
  upper: told(fieldList().optional(), 'Fields to write in upper case'),
  strip: told(fieldList().optional(), 'Fields without blanks at both ends'),
  split: told(
    byField(exactText()).optional(),
    'Fields that become lists, and what stands between the members',
  ),
  replace: told(replace.optional(), 'Replaces parts of a text'),
  lookup: told(lookup.optional(), 'Writes what a value stands for'),
};

export const actionNames = Object.keys(actionFields) as (keyof typeof actionFields)[];

const checkedStep = z
  .strictObject(
    { ...actionFields, when: told(when.optional(), 'Only for events of which this is true') },
    {
      error: ({ code }) =>
        code === 'invalid_type' ? 'must be a step, like { remove: [status] }' : undefined,
    },
  )
  .superRefine(
    (value: unknown, context) => {
      const known = typeof value === 'object' && value !== null ? Object.keys(value) : [];
      const message = oneOf(value, actionNames, 'to say what to do, by one of');
      if (message) context.addIssue({ code: 'custom', message });
      if (known.includes('keep') && !known.includes('when'))
        context.addIssue({ code: 'custom', message: 'needs when: which events are kept?', path: ['keep'] });
    },
    {
      // An unknown name is told of by itself.
      when: ({ issues }) => !issues.some(({ code }) => code === 'unrecognized_keys'),
    },
  );

export const step = alsoInSchema(checkedStep, oneOfInSchema(actionNames, { keep: ['when'] }));

export type StepInput = z.output<typeof step>;

/** The fields of those steps that have some, for the reference. */
export const actionInside = { time: time.shape, replace: replace.shape, lookup: lookup.shape };
