import { fold } from '../../model/fold.ts';
import { printable } from '../../model/printable.ts';
import { type Difference, differencesOf } from './compare.ts';
import { nameOf, type SavedObject } from './saved-object.ts';

/** One object that is to be there. */
export interface Step {
  readonly object: SavedObject;
  /** `keep`: as it should be. `differs`: there with other content, which somebody may want. */
  readonly kind: 'create' | 'keep' | 'differs';
  readonly differences: readonly Difference[];
}

/** What is to be done, by what is there. */
export function planOf(wanted: readonly SavedObject[], found: ReadonlyMap<string, unknown>): readonly Step[] {
  return wanted.map((object) => {
    const there = found.get(nameOf(object));
    if (there === undefined) return { object, kind: 'create', differences: [] };
    const differences = differencesOf(there, object);
    return { object, kind: differences.length === 0 ? 'keep' : 'differs', differences };
  });
}

/** Of one object; the rest is a number. */
const mostShown = 8;
const indent = ' '.repeat(12);

/** A plan for people: a line each, and what differs field by field. */
export function planText(steps: readonly Step[], overwrite: boolean): string {
  const lines = steps.flatMap(({ kind, object, differences }) => {
    const word = kind === 'differs' && overwrite ? 'overwrite' : kind;
    const more = differences.length - mostShown;
    return [
      `${word.padEnd(indent.length)}${object.type} ${object.id}`,
      ...differences.slice(0, mostShown).flatMap(differenceLines),
      ...(more > 0 ? [`${indent}and ${more} more`] : []),
    ];
  });
  return `${lines.join('\n')}\n`;
}

function differenceLines({ field, now, then }: Difference): readonly string[] {
  return fold(printable(`${field}: ${short(now ?? 'none')} -> ${short(then)}`).split(' '), 80, indent);
}

function short(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
