import type { FieldKind, RecordsDefinition, Step, TimeFormat } from '../parse/definition.ts';
import type { FieldTypes, Format } from './format.ts';

/** What a log of JSON events has of its own; the rest is alike for all of them. */
export interface EventsFormat extends Pick<Format, 'revision' | 'begins'> {
  readonly name: string;
  readonly claims: string;
  readonly envelope?: RecordsDefinition['envelope'];
  /** Where the time of an event stands. */
  readonly time: readonly string[];
  readonly timeFormats?: readonly TimeFormat[];
  /** Before the fields are fitted. */
  readonly steps?: readonly Step[];
  /** How documents are mapped: names of the fields, separated by white space, by what they hold. */
  readonly fields: Partial<Readonly<Record<FieldKind, string>>>;
  /** The value that stands for "no value". */
  readonly absent?: string;
  /** As in `RecordsDefinition`. */
  readonly skip?: string;
}

/** Holds what has no field of its own. */
const other = 'other';

/**
 * Ids are those of the position (R1): two queries in a second may leave equal lines. An event that AWS delivers twice, in two
 * files, is two documents: its own id (`eventID`, `requestId`) is a field, and tells.
 * Documents have no `message`: it would be the event once more.
 */
export function eventsFormat(about: EventsFormat): Format {
  const {
    name,
    claims,
    envelope = 'lines',
    time,
    timeFormats = ['iso'],
    absent,
    skip,
    revision,
    begins,
  } = about;
  const fields = fieldsOf(about.fields);
  const definition: RecordsDefinition = {
    kind: 'records',
    ...{ name, version: 1, claims, index: `${name}-{yyyy}-{MM}-{dd}`, id: 'position' },
    ...{ envelope, parser: { kind: 'json' }, message: false, ...(skip !== undefined && { skip }) },
    steps: [
      { kind: 'time', fields: time, formats: timeFormats },
      ...(about.steps ?? []),
      { kind: 'fit', fields, other, ...(absent !== undefined && { absent }) },
    ],
  };
  const types: FieldTypes = { ...fields, [other]: 'text' };
  return { definition, revision, fields: types, ...(begins !== undefined && { begins }) };
}

function fieldsOf(fields: EventsFormat['fields']): Record<string, FieldKind> {
  const all = Object.entries(fields).flatMap(([kind, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((path) => [path, kind as FieldKind] as const),
  );
  return Object.fromEntries(all);
}

/** `a` + `b c` -> `a.b a.c` */
export function below(parent: string, names: string): string {
  return names
    .trim()
    .split(/\s+/)
    .map((name) => `${parent}.${name}`)
    .join(' ');
}
