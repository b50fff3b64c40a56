import { cells } from './cells.ts';
import { Rows } from './row.tsx';
import { type Line, span } from './spans.ts';
import type { Theme } from './theme.ts';
import type { View } from './view-store.ts';

/** Where a panel stands and how it looks. */
export interface PanelFrame {
  readonly width: number;
  /** Title included. */
  readonly rows: number;
  readonly theme: Theme;
}

export interface PanelProps extends PanelFrame {
  readonly view: View;
}

/** A title on a rule, and lines below it: exactly as large as it is told to be. */
export function Panel({
  title,
  lines,
  width,
  rows,
  theme,
}: PanelFrame & { readonly title: string; readonly lines: readonly Line[] }) {
  const inside = Array.from({ length: rows - 1 }, (_, row): Line => [span(' '), ...(lines[row] ?? [])]);
  return <Rows lines={[titleLine(title, width, theme), ...inside]} width={width} theme={theme} />;
}

function titleLine(title: string, width: number, { glyphs }: Theme): Line {
  const rest = Math.max(0, width - cells(title) - 3);
  return [span(`${glyphs.rule} `, 'dim'), span(title, 'title'), span(` ${glyphs.rule.repeat(rest)}`, 'dim')];
}
