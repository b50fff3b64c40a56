import type { Problem } from '../../model/errors.ts';
import { fold } from '../../model/fold.ts';
import type { Screen } from './paint.ts';

const column = 12;

/** A name in the first column, and lines beside it; nothing when there are none. Lines are ready to be printed. */
export function row({ paint }: Screen, name: string, lines: readonly string[]): string[] {
  const [first, ...rest] = lines;
  if (first === undefined) return [];
  const indent = ' '.repeat(column);
  return [`${paint('label', name.padEnd(column - 1))} ${first}`, ...rest.map((line) => `${indent}${line}`)];
}

/** Columns beside the names. */
export function roomOf({ width }: Screen): number {
  return width - column;
}

/** Words in lines that fit beside the names. */
export function wrapped(screen: Screen, words: readonly string[], indent = ''): string[] {
  return fold(words, roomOf(screen), indent);
}

/** What happened, and what to do. */
export function problemLines(screen: Screen, { code, message, hint }: Problem): string[] {
  return [...wrapped(screen, message.split(' ')), ...wrapped(screen, `next: ${hint} (${code})`.split(' '))];
}
