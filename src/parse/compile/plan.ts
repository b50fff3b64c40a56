import type { ObjectContext } from '../context.ts';
import type { ColumnsDefinition, IdKind, PipelineOptions } from '../definition.ts';
import { sourcesOf } from '../derive.ts';
import { idKindOf } from '../doc-id.ts';
import type { DerivedFields } from '../enrichments.ts';
import type { Header } from '../header.ts';

/** What becomes of one column. */
export interface ColumnPlan {
  /** The JSON key with its colon; undefined when the column is read and not written. */
  readonly key: string | undefined;
  readonly isNumber: boolean;
  /** Whether something else wants to know where its value is: the filter, a time, a place. */
  readonly isNamed: boolean;
  /** What its value must be among, where no header line is (`Layout`). */
  readonly among: readonly string[] | undefined;
}

/** What lines are and what stands around their values. Columns are named by their place. */
export interface LinePlan {
  readonly name: string;
  readonly separator: number;
  /** The value for "no value". Empty: only an empty field has none. */
  readonly absent: string;
  readonly columns: readonly ColumnPlan[];
  /** Undefined `equals`: nothing that the fast path sees is equal. */
  readonly keep: { readonly column: number; readonly equals: string | undefined } | undefined;
  /** The beginning of a header line or directive, at most four bytes; undefined when objects of this header have none. */
  readonly headerStart: string | undefined;
  readonly id: IdKind;
  readonly origin: boolean;
  /** Lines are rows. */
  readonly hasRows: boolean;
}

/** Everything that the generated function depends on, where columns are written as they are. */
export interface Plan extends LinePlan {
  /** The first is the event's. */
  readonly times: readonly { readonly column: number; readonly target: string }[];
  readonly geo: readonly { readonly column: number; readonly target: string; readonly failureTag: string }[];
  /** Their names are with the state, in this order. */
  readonly names: readonly { readonly column: number; readonly target: string }[];
  /** What is made of several columns. Their writers are with the state, in this order. */
  readonly derived: readonly (Pick<DerivedFields, 'asked' | 'targets'> & {
    readonly columns: readonly number[];
  })[];
}

const lf = 10;
const cr = 13;
/** Names that a JavaScript object, and so the plain twin, does not keep in the order of writing or not as a field. */
export const unorderedName = /^(?:0|[1-9][0-9]*|__proto__)$/;

/**
 * What there is to generate. Undefined: a definition of a kind that only the interpreter follows to the letter, such as one
 * that writes a name twice.
 */
export function planOf(
  definition: ColumnsDefinition,
  header: Header,
  options: PipelineOptions,
  object: Pick<ObjectContext, 'hasRows'>,
): Plan | undefined {
  const { separator, absent } = definition.format;
  const places = new Map(header.fields.map(({ name }, place) => [name, place]));
  const placed = <Item extends { readonly field: string }>(items: readonly Item[]) =>
    items.flatMap((item) => {
      const column = places.get(item.field);
      return column === undefined ? [] : [{ ...item, column }];
    });
  const times = placed(definition.times);
  const geo = placed(definition.geo);
  const names = placed(definition.names);
  const derived = definition.derived.flatMap((one) => {
    const columns = sourcesOf(one, (name) => places.has(name))?.map((name) => places.get(name) as number);
    return columns ? [{ asked: one.asked, targets: one.targets, columns }] : [];
  });
  const [keep] = placed(definition.keep === undefined ? [] : [definition.keep]);
  if (!isSeparator(separator) || times.length === 0 || places.size < header.fields.length) return undefined;

  const isDropped = (name: string) => definition.drop.includes(name);
  const written = header.fields.filter(({ name }) => !isDropped(name));
  const targets = [...written, ...times, ...geo, ...names].map(({ target }) => target);
  targets.push(...derived.flatMap((one) => one.targets));
  if (!areDistinct([...targets, '@timestamp', 'type', 'tags', 'message', 's3', 'log'])) return undefined;

  const named = new Set(
    [...times, ...geo, ...names, ...(keep === undefined ? [] : [keep])].map(({ column }) => column),
  );
  for (const { columns } of derived) for (const column of columns) named.add(column);
  return {
    name: definition.name,
    separator: separator.charCodeAt(0),
    absent: isClean(absent, separator) ? absent : '',
    columns: header.fields.map(({ name, target, among }, place) => ({
      key: isDropped(name) ? undefined : `${JSON.stringify(target)}:`,
      isNumber: definition.numbers.includes(target),
      isNamed: named.has(place),
      among,
    })),
    keep: keep && {
      column: keep.column,
      equals: isClean(keep.equals, separator) && keep.equals !== absent ? keep.equals : undefined,
    },
    times,
    geo,
    names: names.map(({ column, target }) => ({ column, target })),
    derived,
    headerStart: header.fromLine ? startOf(header, separator) : undefined,
    id: idKindOf(definition.id, object),
    origin: options.origin,
    hasRows: object.hasRows === true,
  };
}

/** Digits would be taken for the number in front of them; what JSON escapes with a backslash alone is nobody's separator. */
export function isSeparator(separator: string): boolean {
  const code = separator.charCodeAt(0);
  return separator.length === 1 && code < 128 && code !== lf && code !== cr && !/["\\0-9]/.test(separator);
}

/** Whether a line that the fast path does not hand over can have this value (0x7f is not escaped). */
export function isClean(value: string, separator: string): boolean {
  return /^[\x20\x21\x23-\x5b\x5d-\x7f]+$/.test(value) && !value.includes(separator);
}

function areDistinct(names: readonly string[]): boolean {
  return new Set(names).size === names.length && !names.some((name) => unorderedName.test(name));
}

export function startOf(header: Header, separator: string): string {
  return header.fields
    .map(({ name }) => name)
    .join(separator)
    .slice(0, 4);
}
