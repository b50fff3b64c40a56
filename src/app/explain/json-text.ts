import { printable } from '../../model/printable.ts';
import type { Paint } from './paint.ts';

/**
 * JSON for a person, as lines without indentation in front: an object or array stands on one line where it fits into
 * `width` columns, else each of its members has its own. Foreign text is made printable.
 */
export function jsonLines(value: unknown, width: number, paint: Paint): readonly string[] {
  return lines({ value, width, paint, before: '', after: '' });
}

interface Piece {
  readonly value: unknown;
  readonly width: number;
  readonly paint: Paint;
  /** What stands on the line in front of the value, and behind it. */
  readonly before: string;
  readonly after: string;
}

function lines({ value, width, paint, before, after }: Piece): string[] {
  const members = membersOf(value);
  const head = before === '' ? '' : `${paint('key', before)}: `;
  const room = width - (before === '' ? 0 : before.length + 2) - after.length;
  if (!members || flat(value).length <= room) return [`${head}${painted(value, paint)}${after}`];
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const inside = members.flatMap(([name, member], i) =>
    lines({
      ...{ value: member, width: width - 2, paint, before: name },
      after: i === members.length - 1 ? '' : ',',
    }).map((line) => `  ${line}`),
  );
  return [`${head}${open}`, ...inside, `${close}${after}`];
}

/** Undefined for what has no members; the name is empty in an array. */
function membersOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (Array.isArray(value)) return value.map((member) => ['', member] as const);
  if (typeof value !== 'object' || value === null || isNumber(value)) return undefined;
  return Object.entries(value).map(([name, member]) => [quoted(name), member] as const);
}

/** On one line. */
function painted(value: unknown, paint: Paint): string {
  const members = membersOf(value);
  if (!members)
    return typeof value === 'string' ? paint('text', quoted(value)) : paint('number', written(value));
  const inside = members.map(([name, member]) => {
    const text = painted(member, paint);
    return name === '' ? text : `${paint('key', name)}: ${text}`;
  });
  if (Array.isArray(value)) return `[${inside.join(', ')}]`;
  return inside.length === 0 ? '{}' : `{ ${inside.join(', ')} }`;
}

function flat(value: unknown): string {
  return painted(value, (_, text) => text);
}

function quoted(text: string): string {
  return printable(JSON.stringify(text));
}

function written(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/** An integer above 2^53, kept as its text. */
function isNumber(value: object): boolean {
  return JSON.isRawJSON(value);
}
