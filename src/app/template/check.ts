import { dynamicField } from './dynamic.ts';
import { asRecord, flattenMapping, isFalse, type MappedField, parentsOf } from './mapping.ts';

/** A field that would not be what it must be: `bytes` is `float`, must be `long`. */
export interface Difference {
  readonly path: string;
  readonly is: string;
  readonly mustBe: string;
}

/** Types that do all that ours does. */
const asGood: Readonly<Record<string, readonly string[]>> = {
  date: ['date_nanos'],
  float: ['double'],
  text: ['match_only_text'],
  // Of the objects only those are judged that must not be mapped field by field.
  object: ['flattened', 'flat_object'],
};

/**
 * What is wrong with a mapping for documents of ours, field by field; empty when it does.
 * More fields than ours are fine. A field that it does not name is as good as what dynamic mapping would make of it.
 */
export function compareMapping(effective: unknown, required: unknown): readonly Difference[] {
  const root = asRecord(effective);
  if (isFalse(root.enabled)) return [{ path: '*', is: 'not mapped (enabled: false)', mustBe: 'mapped' }];
  const theirs = flattenMapping(effective);
  const found = new Map<string, Difference>();
  for (const [path, wanted] of flattenMapping(required)) {
    if (wanted.type === 'object' && !wanted.unsearchable) continue; // Judged by what is in it.
    const difference = blockedBy(path, theirs, root) ?? fieldDifference(path, wanted, theirs, root);
    // What is wrong with an object is said once.
    if (difference) found.set(difference.path, difference);
  }
  return [...found.values()];
}

/** `bytes: is float, must be long` */
export function differenceText({ path, is, mustBe }: Difference): string {
  return `${path}: is ${is}, must be ${mustBe}`;
}

type Root = Readonly<Record<string, unknown>>;
type Fields = ReadonlyMap<string, MappedField>;

/** A parent that is no plain object. */
function blockedBy(path: string, theirs: Fields, root: Root): Difference | undefined {
  for (const parent of parentsOf(path)) {
    const field = theirs.get(parent) ?? dynamicField(parent, 'object', root);
    if (field.type !== 'object') return { path: parent, is: describe(field), mustBe: 'object' };
    if (field.unsearchable) return { path: parent, is: 'not mapped (enabled: false)', mustBe: 'mapped' };
  }
  return undefined;
}

function fieldDifference(
  path: string,
  wanted: MappedField,
  theirs: Fields,
  root: Root,
): Difference | undefined {
  const known = theirs.get(path);
  const difference = (is: string): Difference => ({ path, is, mustBe: describe(wanted) });
  if (known) return serves(known, wanted) ? undefined : difference(describe(known));
  const dynamic = dynamicOf(path, theirs, root);
  if (dynamic === 'false' && wanted.unsearchable) return undefined;
  if (dynamic.startsWith('strict')) return difference(`refused (dynamic: ${dynamic})`);
  if (dynamic !== 'true') return difference(`not mapped (dynamic: ${dynamic})`);
  const made = dynamicField(path, wanted.type, root);
  return serves(made, wanted) ? undefined : difference(`${describe(made)} (by dynamic mapping)`);
}

/** What the nearest parent says, else the root, else the server's default. */
function dynamicOf(path: string, theirs: Fields, root: Root): string {
  const said = parentsOf(path).map((parent) => theirs.get(parent)?.dynamic);
  return said.findLast((value) => value !== undefined) ?? String(root.dynamic ?? true);
}

function serves(field: MappedField, wanted: MappedField): boolean {
  const type = field.type === wanted.type || asGood[wanted.type]?.includes(field.type);
  const room = wanted.ignoreAbove === undefined || (field.ignoreAbove ?? Infinity) >= wanted.ignoreAbove;
  return Boolean(type) && room && (wanted.unsearchable ? isClosed(field) : !field.unsearchable);
}

/** Whatever it is given makes no fields: names that users choose must not fill the mapping. */
function isClosed({ type, unsearchable, dynamic }: MappedField): boolean {
  return unsearchable === true || dynamic === 'false' || type !== 'object';
}

function describe({ type, ignoreAbove, unsearchable }: MappedField): string {
  const room = ignoreAbove === undefined ? '' : ` (ignore_above ${ignoreAbove})`;
  return `${type}${room}${unsearchable ? ', not indexed' : ''}`;
}
