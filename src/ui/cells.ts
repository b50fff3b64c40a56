import { printable } from '../model/printable.ts';
import type { Theme } from './theme.ts';

/** Of a text from outside no more is looked at: no screen has room for it. */
const longest = 2000;
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const ascii = /^[\x20-\x7e]*$/;

/** Text from outside, for this terminal: nothing in it is obeyed, and all of it can be shown. */
export function safe(text: string, { unicode }: Theme): string {
  const shown = printable(text.slice(0, longest));
  if (unicode) return shown.replaceAll(/\p{M}/gu, '');
  return shown.replaceAll(/[^\x20-\x7e]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Columns that a text takes. Marks that stand on another letter are not in it: `safe` takes them away. */
export function cells(text: string): number {
  if (ascii.test(text)) return text.length;
  let sum = 0;
  for (const character of text) sum += wide.test(character) ? 2 : 1;
  return sum;
}

/** At most `width` columns of it; what was cut is marked. */
export function clip(text: string, width: number, { glyphs }: Theme): string {
  if (cells(text) <= width) return text;
  return width < 1 ? '' : take(text, width - 1) + glyphs.cut;
}

/** The same from the end: keys of objects begin alike, and differ at their ends. */
export function clipStart(text: string, width: number, { glyphs }: Theme): string {
  if (cells(text) <= width) return text;
  if (width < 1) return '';
  const tail = take([...text].reverse().join(''), width - 1);
  return glyphs.cut + [...tail].reverse().join('');
}

/** Exactly `width` columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cells(text)));
}

export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - cells(text))) + text;
}

function take(text: string, width: number): string {
  if (ascii.test(text)) return text.slice(0, width);
  let taken = '';
  let left = width;
  for (const character of text) {
    left -= cells(character);
    if (left < 0) break;
    taken += character;
  }
  return taken;
}

/** Whole words where they fit, on lines of at most `width` columns. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    let rest = word;
    if (line !== '' && cells(line) + 1 + cells(rest) > width) {
      lines.push(line);
      line = '';
    }
    while (cells(rest) > width) {
      const piece = take(rest, width);
      lines.push(piece);
      rest = rest.slice(piece.length);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return [...lines, line];
}
