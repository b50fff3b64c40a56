import { expect, it } from 'vitest';
import { wrapLines } from '../../../../src/app/init/wrap-lines.ts';

it.each([
  ['one two three', '#', 9, ['# one two', '# three']],
  ['one two three', '', 7, ['one two', 'three']],
  ['incomprehensible words', '', 5, ['incomprehensible', 'words']],
])('%j with %j in %i columns', (text, mark, width, lines) => {
  expect(wrapLines(text, mark, width)).toEqual(lines);
});
