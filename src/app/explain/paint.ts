import type { Writable } from 'node:stream';
import { styleText } from 'node:util';

/** What a piece of text is, for the eye. */
type Tone = 'label' | 'key' | 'text' | 'number' | 'dim' | 'good' | 'bad' | 'warn';

export type Paint = (tone: Tone, text: string) => string;

/** How a text is to be drawn. */
export interface Screen {
  readonly paint: Paint;
  /** Columns. */
  readonly width: number;
}

const styles = {
  label: 'bold',
  key: 'cyan',
  text: 'green',
  number: 'yellow',
  dim: 'gray',
  good: 'green',
  bad: 'red',
  warn: 'yellow',
} as const satisfies Record<Tone, Parameters<typeof styleText>[0]>;

export const plainPaint: Paint = (_, text) => text;

/** Colour on a terminal, none elsewhere; NO_COLOR and FORCE_COLOR are obeyed, as `styleText` does. */
export function painterFor(stream: Writable): Paint {
  return (tone, text) => styleText(styles[tone], text, { stream, validateStream: true });
}

/** Columns of a terminal; 80 elsewhere. */
export function widthOf(stream: Writable): number {
  return Math.max(40, (stream as { readonly columns?: number }).columns ?? 80);
}
