import { Box, Text } from 'ink';
import { fitLine, type Line } from './spans.ts';
import { styleOf, type Theme } from './theme.ts';

interface RowFrame {
  readonly width: number;
  readonly theme: Theme;
}

/** One line of the screen, exactly as wide as it is told to be. */
export function Row({ line, width, theme }: RowFrame & { readonly line: Line }) {
  return (
    <Text wrap="truncate">
      {fitLine(line, width, theme).map(({ text, tone }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
        <Text key={place} {...styleOf(tone, theme)}>
          {text}
        </Text>
      ))}
    </Text>
  );
}

/** Some of them, one below the other. */
export function Rows({ lines, width, theme }: RowFrame & { readonly lines: readonly Line[] }) {
  return (
    <Box flexDirection="column" width={width}>
      {lines.map((line, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
        <Row key={place} line={line} width={width} theme={theme} />
      ))}
    </Box>
  );
}
