import { z } from 'zod';
import { enrichmentNames } from '../../parse/definition.ts';
import { objectPropertyNames } from '../../source/object-properties.ts';
import { meta } from './meta.ts';
import { outputSetting } from './output.ts';
import { duration, flag, list, size, text } from './units.ts';

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What documents look like. */
export const documentSettings = {
  output: outputSetting.prefault('cluster').meta(
    meta({
      group: 'DOCUMENTS',
      value: 'cluster|ndjson:DIR|bulk:DIR',
      description: 'Where documents go; with - for DIR, to standard output',
    }),
  ),
  timezone: text()
    .refine(isTimezone, 'must be a time zone such as Asia/Tokyo')
    .prefault('UTC')
    .meta(
      meta({
        group: 'DOCUMENTS',
        value: 'ZONE',
        description: 'Time zone of the dates in index names',
      }),
    ),
  schema: z
    .enum(['article'], 'must be article')
    .prefault('article')
    .meta(meta({ group: 'DOCUMENTS', value: 'article', description: 'Names of the fields' })),
  id: z
    .enum(['content', 'logstash', 'position', 'none'], 'must be content, logstash, position or none')
    .optional()
    .meta(
      meta({
        group: 'DOCUMENTS',
        value: 'content|logstash|position|none',
        description:
          'What document ids are made of: the line, the line as Logstash did it (32 bits: collisions lose documents), where the line stands, or nothing',
        otherwise: "the pipeline's, content for flow logs",
      }),
    ),
  index: text()
    .regex(
      /^[a-z0-9]([a-z0-9._-]|\{(yyyy|MM|dd)\})*$/,
      'must be like vpcflowlogs-{yyyy}-{MM}-{dd}, in lower case',
    )
    .optional()
    .meta(
      meta({
        group: 'DOCUMENTS',
        value: 'PATTERN',
        description: "Index name; {yyyy}, {MM} and {dd} are the event's local date",
        otherwise: "the pipeline's: vpcflowlogs-{yyyy}-{MM}-{dd}",
      }),
    ),
  origin: flag()
    .prefault(true)
    .meta(
      meta({
        group: 'DOCUMENTS',
        on: true,
        description: 'Write log.file.path and log.offset, which tell where a document came from',
      }),
    ),
  'object-properties': list('must be a list')
    .pipe(z.array(z.enum(objectPropertyNames, `must be among ${objectPropertyNames.join(', ')}`)))
    .optional()
    .meta(
      meta({
        group: 'DOCUMENTS',
        value: 'LIST',
        list: true,
        description: `What to write about the object to its documents, under s3: ${objectPropertyNames.join(', ')}`,
        otherwise: 'none',
      }),
    ),
  enrich: list('must be a list')
    .pipe(z.array(z.enum(enrichmentNames, `must be among ${enrichmentNames.join(', ')}`)))
    .optional()
    .meta(
      meta({
        group: 'DOCUMENTS',
        value: 'LIST',
        list: true,
        description: `Names to write beside numbers: ${enrichmentNames.join(', ')}`,
        otherwise: 'none',
      }),
    ),
  'max-line': size(64, 64 * 2 ** 20)
    .prefault('1MiB')
    .meta(
      meta({
        group: 'DOCUMENTS',
        value: 'SIZE',
        description: 'Longer lines are counted as malformed',
      }),
    ),
  earliest: z.iso
    .date('must be a date such as 1990-01-01')
    .prefault('1990-01-01')
    .meta(
      meta({
        group: 'DOCUMENTS',
        value: 'DATE',
        description: 'Lines with an earlier time are counted as malformed',
      }),
    ),
  'max-future': duration(0, 3650 * 86_400)
    .prefault('1d')
    .meta(
      meta({
        group: 'DOCUMENTS',
        value: 'TIME',
        description: 'Lines with a time further in the future are counted as malformed',
      }),
    ),
};
