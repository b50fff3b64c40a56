import { z } from 'zod';
import { fieldTypes } from '../../../formats/format.ts';
import { meta } from '../meta.ts';
import { duration, flag } from '../units.ts';
import { match } from './match.ts';
import { findMistakes } from './mistakes.ts';
import { parser } from './parser.ts';
import { step } from './step.ts';
import { alsoInSchema, byField, told } from './values.ts';

const tag = z.string('must be text').regex(/^[^\p{Cc}]{1,128}$/u, 'must be 1 to 128 characters');

/** Of the steps one at least, see `findMistakes`. */
const eventTime = {
  contains: { required: ['time'], properties: { time: { properties: { to: { const: '@timestamp' } } } } },
};

/** One entry of `own-pipelines`. */
const pipeline = z.strictObject(
  {
    name: told(
      z
        .string('must be text')
        .regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be a name of small letters, digits and -, like app-access'),
      'Name: the field `type`, the first tag, and what `--pipelines` calls it',
    ),
    match: told(
      match,
      'Objects that it reads; the first pipeline that matches counts, those of yours before those built in',
    ),
    parse: told(parser, 'How the fields of a line are found'),
    steps: told(
      alsoInSchema(z.array(step, 'must be a list of steps').max(200, 'must be at most 200 steps'), eventTime),
      'What is done to the fields, in this order; one step must be the `time` of the event',
    ),
    index: told(
      z
        .string('must be text')
        .regex(
          /^[a-z0-9]([a-z0-9._-]|\{(yyyy|MM|dd)\})*$/,
          'must be like app-{yyyy}-{MM}-{dd}, in lower case',
        )
        .optional(),
      "Index name; `{yyyy}`, `{MM}` and `{dd}` are the event's local date. Else `<name>-{yyyy}-{MM}-{dd}`",
    ),
    id: told(
      z
        .enum(['content', 'logstash', 'position', 'none'], 'must be content, logstash, position or none')
        .default('content'),
      'What document ids are made of, as the setting `id`; `position` where equal lines are two events',
    ),
    tags: told(z.array(tag, 'must be a list').default([]), 'Tags of its documents, behind its name'),
    fields: told(
      byField(z.enum(fieldTypes, `must be among ${fieldTypes.join(', ')}`)).default({}),
      'Types of fields in the index template; the cluster decides about others by what comes first',
    ),
    message: told(
      flag().default(true),
      'Write the line itself as `message`, unless there is a field of that name',
    ),
    transform: told(
      z
        .string('must be a path')
        .regex(/\.(ts|mts|js|mjs)$/, 'must be a file of TypeScript or JavaScript, like ./my-transform.ts')
        .optional(),
      'Module whose default export is a function on the document; its path is relative to this file',
    ),
    'transform-deadline': told(
      duration(0.01, 60).prefault('5s'),
      'What that function may take for one document; then its object has failed',
    ),
  },
  { error: ({ code }) => (code === 'invalid_type' ? 'must be a mapping of fields' : undefined) },
);

export type OwnPipeline = z.output<typeof pipeline>;
export const pipelineFields = pipeline.shape;

const ownPipelines = z
  .array(pipeline, 'must be a list')
  // Also when an entry has mistakes of its own: all are told at once.
  .superRefine((entries, context) => findMistakes(entries, context), { when: () => true });

export const ownPipelineSettings = {
  'own-pipelines': ownPipelines.optional().meta(
    meta({
      group: 'DOCUMENTS',
      fileOnly: true,
      value: 'LIST',
      description: 'Pipelines of your own: docs/pipelines.md',
      otherwise: 'none',
    }),
  ),
};
