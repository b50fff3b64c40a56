import type { PipelineDefinition } from '../../parse/definition.ts';
import type { Header } from '../../parse/header.ts';
import type { HeaderFacts } from './explanation.ts';

/** What a pipeline makes of an object's columns. */
export function headerFacts(definition: PipelineDefinition, { fields, fromLine }: Header): HeaderFacts {
  const names = fields.map(({ name }) => name);
  const known = knownNames(definition);
  const time = definition.times.find(({ field }) => names.includes(field))?.field;
  return {
    from: fromLine ? 'line' : 'built-in',
    fields: names,
    renamed: Object.fromEntries(
      fields.filter(({ name, target }) => name !== target).map(({ name, target }) => [name, target]),
    ),
    dropped: names.filter((name) => definition.drop.includes(name)),
    unknown: names.filter((name) => !known.has(name)),
    ...(time !== undefined && { time }),
    ...(definition.keep && names.includes(definition.keep.field) && { keep: definition.keep }),
  };
}

/** All names that a definition says anything about. */
function knownNames({
  documented,
  rename,
  numbers,
  drop,
  times,
  geo,
  keep,
}: PipelineDefinition): Set<string> {
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
