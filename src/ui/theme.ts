/** What a text is about; the words say it too, so a theme without colour loses nothing. */
export type Tone = 'title' | 'dim' | 'good' | 'warn' | 'bad';

/** Drawn characters, each one cell wide. */
export interface Glyphs {
  /** From nothing to the most. */
  readonly spark: readonly string[];
  readonly full: string;
  readonly empty: string;
  readonly rule: string;
  readonly cut: string;
  readonly arrow: string;
}

export interface Theme {
  /** Whether the terminal shows more than ASCII. */
  readonly unicode: boolean;
  readonly colour: boolean;
  readonly glyphs: Glyphs;
}

const drawn: Glyphs = {
  spark: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  full: '█',
  empty: '░',
  rule: '─',
  cut: '…',
  arrow: '→',
};

const typed: Glyphs = {
  spark: ['_', '.', ',', '-', '=', '+', '*', '#'],
  full: '#',
  empty: '.',
  rule: '-',
  cut: '~',
  arrow: '->',
};

/** By the locale (the first of LC_ALL, LC_CTYPE and LANG that is set, as POSIX has it) and by NO_COLOR and FORCE_COLOR. */
export function themeOf(environment: Readonly<Record<string, string | undefined>>): Theme {
  const { LC_ALL, LC_CTYPE, LANG, NO_COLOR, FORCE_COLOR } = environment;
  const locale = LC_ALL || LC_CTYPE || LANG || '';
  const unicode = /utf-?8/i.test(locale);
  const colour = FORCE_COLOR !== undefined ? FORCE_COLOR !== '0' : !NO_COLOR;
  return { unicode, colour, glyphs: unicode ? drawn : typed };
}

/**
 * SGR codes, on and off: the sixteen colours that every terminal has, and none that only red or green tells apart. What is
 * dim is faint, not "bright black": in some palettes (Solarized) that is the background.
 */
const codes: Readonly<Record<Tone, readonly [string, string]>> = {
  title: ['1', '22'],
  dim: ['2', '22'],
  good: ['36', '39'],
  warn: ['1;33', '22;39'],
  bad: ['1;35', '22;39'],
};

/** The text as its tone looks. Without colour nothing is written that is not text. */
export function paint(text: string, tone: Tone | undefined, { colour }: Theme): string {
  if (!colour || tone === undefined) return text;
  const [on, off] = codes[tone];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}
