import type { Problem } from '../../model/errors.ts';
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

/** Words, as many on a line as fit beside the names; a word that is longer has a line of its own. */
export function wrapped(screen: Screen, words: readonly string[], indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const longer = line === '' ? `${indent}${word}` : `${line} ${word}`;
    if (line !== '' && longer.length > roomOf(screen)) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}

/** What happened, and what to do. */
export function problemLines(screen: Screen, { code, message, hint }: Problem): string[] {
  return [...wrapped(screen, message.split(' ')), ...wrapped(screen, `next: ${hint} (${code})`.split(' '))];
}
