import type { ColumnsDefinition, PipelineDefinition } from '../../parse/definition.ts';
import type { Header } from '../../parse/header.ts';
import type { HeaderFacts } from './explanation.ts';
import { writtenAs } from './written.ts';

/** What a pipeline makes of an object's columns; undefined where its lines have none. */
export function headerFacts(definition: PipelineDefinition, header: Header): HeaderFacts | undefined {
  if (definition.kind !== 'columns') return undefined;
  const { fields, fromLine } = header;
  const names = fields.map(({ name }) => name);
  const known = knownNames(definition);
  const written = writtenAs(definition, header);
  const time = definition.times.find(({ field }) => names.includes(field))?.field;
  return {
    from: fromLine ? 'line' : 'built-in',
    fields: names,
    renamed: Object.fromEntries([...written].filter(([name, path]) => name !== path)),
    dropped: names.filter((name) => definition.drop.includes(name) || !written.has(name)),
    unknown: names.filter((name) => !known.has(name) && written.has(name)),
    ...(time !== undefined && { time }),
    ...(definition.keep && names.includes(definition.keep.field) && { keep: definition.keep }),
  };
}

/** All names that a definition says anything about. */
function knownNames({ documented, rename, numbers, drop, times, geo, keep }: ColumnsDefinition): Set<string> {
  return new Set([
    ...documented,
    ...Object.keys(rename),
    ...numbers,
    ...drop,
    ...times.map(({ field }) => field),
    ...geo.map(({ field }) => field),
    ...(keep ? [keep.field] : []),
  ]);
}
