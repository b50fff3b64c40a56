/** Text in lines of at most `width` characters, as far as its words allow, each with `mark` and a space in front. */
export function wrapLines(text: string, mark: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = mark;
  for (const word of text.split(' ')) {
    if (line !== mark && line.length + 1 + word.length > width) {
      lines.push(line);
      line = mark;
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line];
}
