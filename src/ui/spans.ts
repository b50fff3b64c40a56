import { cells, clip } from './cells.ts';
import type { Theme, Tone } from './theme.ts';

/** A piece of a line; without a tone it is plain text. */
export interface Span {
  readonly text: string;
  readonly tone?: Tone;
}

export type Line = readonly Span[];

export function span(text: string, tone?: Tone): Span {
  return tone === undefined ? { text } : { text, tone };
}

/** Exactly `width` columns: cut or filled, so that a line never wraps and covers what stood there before. */
export function fitLine(line: Line, width: number, theme: Theme): Line {
  const shown: Span[] = [];
  let left = width;
  for (const piece of line) {
    if (left === 0) break;
    const text = clip(piece.text, left, theme);
    left -= cells(text);
    shown.push({ ...piece, text });
  }
  return left > 0 ? [...shown, span(' '.repeat(left))] : shown;
}

/** `left` at one end of the line, `right` at the other; `right` stays whole. */
export function spread(left: Line, right: Line, width: number, theme: Theme): Line {
  const room = width - right.reduce((sum, { text }) => sum + cells(text), 0);
  return [...fitLine(left, Math.max(0, room), theme), ...right];
}
