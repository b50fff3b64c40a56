import { ownFormats } from '../../../../src/app/own-formats.ts';
import { settings } from '../../../../src/app/settings/settings.ts';
import type { OwnDefinition } from '../../../../src/parse/definition.ts';
import { noPlaces } from '../../../../src/parse/geo-record.ts';
import { interpret } from '../../../../src/parse/interpret.ts';
import { ownHeader } from '../../../../src/parse/own/csv-header.ts';
import { block, now, object, options } from '../support.ts';

/** The definition of a pipeline as the file has it. */
export function ownDefinition(pipeline: object): OwnDefinition {
  const parsed = settings.parse({
    'own-pipelines': [{ name: 'app', match: { key: 'app/**' }, ...pipeline }],
  });
  const [format] = ownFormats(parsed);
  if (format?.definition.kind !== 'own') throw new Error('no pipeline');
  return format.definition;
}

/** What becomes of lines: documents, and why others are none. */
export function readLines(definition: OwnDefinition, ...lines: readonly string[]) {
  const bytes = block(`${lines.join('\n')}\n`);
  const header = ownHeader(definition, Buffer.from(lines[0] ?? ''));
  if (header.kind === 'refused') throw new Error(header.problem.message);
  const transform = interpret(definition, header, object, options, { geo: noPlaces, now: () => now });
  const chunk = transform(bytes);
  const items = Buffer.from(chunk.body).toString('utf8').split('\n');
  const json = items.filter((_, i) => i % 2 === 1);
  return {
    documents: json.map((one) => JSON.parse(one) as Record<string, unknown>),
    ...{ json, filtered: chunk.filtered, read: chunk.read },
    reasons: chunk.samples.map(({ reason }) => reason),
  };
}
