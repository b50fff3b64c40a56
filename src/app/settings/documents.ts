import { z } from 'zod';
import { enrichmentNames } from '../../parse/enrichments.ts';
import { objectPropertyNames } from '../../source/object-properties.ts';
import { meta } from './meta.ts';
import { outputSetting } from './output.ts';
import { isTimezone } from './own/names.ts';
import { duration, flag, list, paths, size, text } from './units.ts';

/** What documents look like. */
export const documentSettings = {
  output: outputSetting.prefault('cluster').meta(
    meta({
      group: 'DOCUMENTS',
      value: 'cluster|ndjson:DIR|bulk:DIR',
      description: 'Where documents go; with - for DIR, to standard output',
    }),
  ),
  pipelines: list('must be a list')
    .pipe(z.array(z.string()).min(1, 'must name at least one'))
    .optional()
    .meta(
      meta({
        group: 'DOCUMENTS',
        value: 'LIST',
        list: true,
        description: 'Logs that are read, by what docs/formats.md calls them; the others stay in the queue',
        otherwise: 'all that are built in, and your own',
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
    .enum(['article', 'ecs'], 'must be article or ecs')
    .prefault('article')
    .meta(
      meta({
        group: 'DOCUMENTS',
        value: 'article|ecs',
        description: "Names of the fields of flow logs: AWS's, or those of the Elastic Common Schema",
      }),
    ),
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
        otherwise:
          "the pipeline's: vpcflowlogs-{yyyy}-{MM}-{dd}, with --schema ecs logs-aws.vpcflow-logflow-{yyyy}.{MM}.{dd}",
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
        description: `What to write besides: ${enrichmentNames.join(', ')}`,
        otherwise: 'none',
      }),
    ),
  'geo-database': paths()
    .optional()
    .meta(
      meta({
        group: 'DOCUMENTS',
        value: 'FILE',
        list: true,
        description:
          'MaxMind database (.mmdb) of places (City, Country, Enterprise) or of networks (ASN, ISP), or one of each',
        otherwise: "geoip-lite's, which has no postal codes and no networks",
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
