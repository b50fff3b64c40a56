import type { ColumnsDefinition } from './definition.ts';
import { derive, sourcesOf } from './derive.ts';
import type { HeaderField } from './header.ts';
import { isCanonicalInteger, jsonInteger } from './integers.ts';
import { layoutFor } from './layouts.ts';
import { reasons } from './malformed.ts';
import { malformed, originOf, type Reading, type ReadingContext } from './reading.ts';
import { columnsTree } from './rules/columns-tree.ts';
import { ruledReading } from './rules/ruled-reading.ts';
import { readTimes } from './times.ts';

type DocumentContext = ReadingContext<ColumnsDefinition>;

/**
 * Reads one line, without its line end. `offset`: its byte in the decompressed object; `latest`: the latest event time
 * to accept, s since the epoch.
 */
export function readDocument(
  context: DocumentContext,
  line: string,
  offset: number,
  latest: number,
): Reading {
  const { definition, options } = context;
  const parts = line.split(definition.format.separator);
  const fields = fieldsFor(context, parts);
  if (typeof fields === 'string') return malformed(fields);
  const values = valuesOf(context, fields, parts);

  const { keep } = definition;
  if (keep !== undefined && values.has(keep.field) && values.get(keep.field) !== keep.equals) {
    return { kind: 'filtered', value: values.get(keep.field) ?? '' };
  }
  const tree = columnsTree(definition, fields);
  if (tree !== undefined) return ruledReading(context, tree, values, { text: line, offset, latest });
  const columns = readColumns(context, fields, values);
  if (typeof columns === 'string') return malformed(columns);
  const times = readTimes(definition, values, options.earliest, latest);
  if (typeof times === 'string') return malformed(times);
  const places = findPlaces(context, values);

  const document = {
    ...columns,
    ...times.dates,
    type: definition.name,
    tags: [definition.name, ...places.tags],
    ...places.objects,
    ...findNames(context, values),
    ...deriveFields(context, values),
    message: line,
    ...originOf(context, offset),
  };
  return { kind: 'document', time: times.event, document };
}

/** The columns of a line, or why there are none. Lines without a header line may differ: several logs may be in one object. */
function fieldsFor(
  { definition, header }: DocumentContext,
  parts: readonly string[],
): readonly HeaderField[] | string {
  if (header.fromLine) {
    const expected = header.fields.length;
    return parts.length === expected ? header.fields : reasons.fieldCount(parts.length, expected);
  }
  const layout = layoutFor(definition, parts);
  return typeof layout === 'string' ? layout : layout.fields;
}

/** All fields by name; undefined stands for "no value". */
function valuesOf(
  context: DocumentContext,
  fields: readonly HeaderField[],
  parts: readonly string[],
): Map<string, string | undefined> {
  const { absent } = context.definition.format;
  return new Map(
    fields.map(({ name }, index) => {
      const part = parts[index];
      return [name, part === absent || part === '' ? undefined : part];
    }),
  );
}

/** The fields that go into the document as they are, or why they cannot. */
function readColumns(
  context: DocumentContext,
  fields: readonly HeaderField[],
  values: ReadonlyMap<string, string | undefined>,
): Record<string, string | number | object> | string {
  const { drop, numbers } = context.definition;
  const columns: Record<string, string | number | object> = {};
  for (const { name, target } of fields) {
    const value = values.get(name);
    if (value === undefined || drop.includes(name)) continue;
    if (!numbers.includes(target)) columns[target] = value;
    else if (isCanonicalInteger(value)) columns[target] = jsonInteger(value);
    else return reasons.notInteger(name);
  }
  return columns;
}

/** As Logstash's geoip filter: an unknown address leaves an empty object and a tag, a missing one only the tag. */
function findPlaces(
  context: DocumentContext,
  values: ReadonlyMap<string, string | undefined>,
): { tags: string[]; objects: Record<string, object> } {
  const tags: string[] = [];
  const objects: Record<string, object> = {};
  for (const { field, target, failureTag } of context.definition.geo) {
    if (!values.has(field)) continue;
    const ip = values.get(field);
    const record = ip === undefined ? undefined : context.geo.lookup(ip);
    if (record === undefined) tags.push(failureTag);
    if (ip !== undefined) objects[target] = record === undefined ? {} : { ip, ...record };
  }
  return { tags, objects };
}

function findNames(
  { definition }: DocumentContext,
  values: ReadonlyMap<string, string | undefined>,
): Record<string, string | readonly string[]> {
  const found: Record<string, string | readonly string[]> = {};
  for (const { field, target, names } of definition.names) {
    const value = values.get(field);
    if (value !== undefined && Object.hasOwn(names, value)) found[target] = names[value] ?? '';
  }
  return found;
}

function deriveFields(
  { definition }: DocumentContext,
  values: ReadonlyMap<string, string | undefined>,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const one of definition.derived) {
    const sources = sourcesOf(one, (name) => values.has(name));
    const answers = sources ? derive[one.asked](sources.map((name) => values.get(name))) : [];
    one.targets.forEach((target, i) => {
      const answer = answers[i];
      if (answer !== undefined) found[target] = answer;
    });
  }
  return found;
}
