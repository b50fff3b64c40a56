import { Text } from 'ink';
import { fitLine, type Line } from './spans.ts';
import { paint, type Theme } from './theme.ts';

interface RowFrame {
  readonly width: number;
  readonly theme: Theme;
}

/** One line of the screen, exactly as wide as it is told to be. */
export function Row({ line, ...frame }: RowFrame & { readonly line: Line }) {
  return <Rows lines={[line]} {...frame} />;
}

/**
 * Some of them, one below the other, as one text that is painted already: a frame costs by its nodes, and a node for
 * each piece of a line made the view twice as dear.
 */
export function Rows({ lines, width, theme }: RowFrame & { readonly lines: readonly Line[] }) {
  const painted = lines.map((line) =>
    fitLine(line, width, theme)
      .map(({ text, tone }) => paint(text, tone, theme))
      .join(''),
  );
  return <Text wrap="truncate">{painted.join('\n')}</Text>;
}
