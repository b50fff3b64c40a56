import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fold } from '../../../src/model/fold.ts';

it.each([
  ['one two three', 9, '# ', '# ', ['# one two', '# three']],
  ['one two three', 8, '# ', '# ', ['# one', '# two', '# three']],
  ['one two three', 7, '', '', ['one two', 'three']],
  ['incomprehensible words', 5, '', '', ['incomprehensible', 'words']],
  ['a name: of words', 9, '', '    ', ['a name:', '    of', '    words']],
  ['keep    a queue', 12, '', '  ', ['keep    a', '  queue']],
  ['two  spaces', 6, '  ', '  ', ['  two ', '  spaces']],
  ['two  spaces', 3, '  ', '  ', ['  two', '  spaces']],
])('%j in %i columns behind %j and %j', (text, width, first, further, lines) => {
  expect(fold(text.split(' '), width, first, further)).toEqual(lines);
});

it('no words are no lines', () => {
  expect(fold([], 80, '  ')).toEqual([]);
});

it('every word is there once, in order, and a line that is too long has one word', () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/);
  const indent = fc.stringMatching(/^ {0,4}$/);
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1 }),
      fc.nat(30),
      indent,
      indent,
      (words, width, first, further) => {
        const lines = fold(words, width, first, further);
        expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(words);
        lines.forEach((line, i) => {
          expect(line.startsWith(i === 0 ? first : further)).toBe(true);
          if (line.length > width) expect(line.trim()).not.toContain(' ');
        });
        // Nor is a line shorter than it had to be.
        lines.slice(1).forEach((line, i) => {
          const [next = ''] = line.trim().split(' ');
          expect((lines[i] as string).length + 1 + next.length).toBeGreaterThan(width);
        });
      },
    ),
  );
});
