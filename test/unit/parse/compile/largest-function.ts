/* Run by node: makes the function of a flow log with all fields and enrichments, in the schema that is named, and runs it once. */
import { definitions } from '../../../../src/app/pipelines.ts';
import { compile } from '../../../../src/parse/compile/compile.ts';
import type { ColumnsDefinition } from '../../../../src/parse/definition.ts';
import { enrichmentNames } from '../../../../src/parse/enrichments.ts';
import { noPlaces } from '../../../../src/parse/geo-record.ts';
import { recordOf } from '../../../helpers/flow-records.ts';
import { block, headerOf, now, object, options } from '../support.ts';

const [, , schema] = process.argv;
const settings = { 'data-stream': false, schema, pipelines: ['vpcflowlogs'], enrich: enrichmentNames };
const [definition] = definitions(settings as never) as ColumnsDefinition[];
const { header, lines } = recordOf(11);
const columns = headerOf(header, definition);
const transform = compile(
  definition as ColumnsDefinition,
  columns,
  object,
  { ...options, origin: true },
  { geo: noPlaces, now: () => now },
);
if (transform(block(`${header}\n${lines.join('\n')}`)).docs !== 1) process.exit(1);
