/**
 * Words in lines of at most `width` characters, as far as words are shorter than that: a longer one has a line of its own,
 * whole, to be copied. `first` stands in front of the first line, `further` in front of the others. No words, no lines.
 */
export function fold(words: readonly string[], width: number, first = '', further = first): string[] {
  if (words.length === 0) return [];
  const lines: string[] = [];
  let line = first;
  let lead = first;
  for (const word of words) {
    // An empty word is a second space: it is kept between words, and never begins a line.
    if (line !== lead && line.length + 1 + word.length > width) {
      lines.push(line);
      line = further;
      lead = further;
    }
    line += line === lead ? word : ` ${word}`;
  }
  return [...lines, line];
}
