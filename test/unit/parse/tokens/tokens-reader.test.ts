import { describe, expect, it } from 'vitest';
import type { TokensDefinition, TokensFormat } from '../../../../src/parse/definition.ts';
import { noHeader } from '../../../../src/parse/header.ts';
import { interpret } from '../../../../src/parse/interpret.ts';
import { readWords } from '../../../../src/parse/tokens/read-words.ts';
import { block, documents, now, object, onePlace, options } from '../support.ts';

const format: TokensFormat = {
  separator: ' ',
  quoted: true,
  absent: '-',
  fields: ['time', 'b', 'c'],
  least: 2,
  directives: false,
};

function run(lines: readonly string[], changes: Partial<TokensFormat> = {}, chosen = options) {
  const definition: TokensDefinition = {
    ...{ kind: 'tokens', name: 'words', version: 1, claims: '', index: 'words', id: 'position' },
    format: { ...format, ...changes },
    rules: [
      { kind: 'time', to: '@timestamp', from: ['time'], format: 'seconds' },
      { kind: 'rest', to: 'x' },
    ],
  };
  const env = { geo: onePlace, now: () => now };
  return interpret(definition, noHeader, object, chosen, env)(block(lines.join('\n')));
}

const x = (chunk: ReturnType<typeof run>) => documents(chunk).map((document) => document.x);

describe('readWords', () => {
  const fields = ['a', 'b', 'c'];
  it.each<[string, string[] | string]>([
    ['1 2 3', ['1', '2', '3']],
    ['1 2 3 4 "', ['1', '2', '3']],
    ['1', ['1']],
    ['1 ', ['1', '']],
    ['1  3', ['1', '', '3']],
    ['"a b" [c d] e', ['a b', 'c d', 'e']],
    ['"" [] -', ['', '', '-']],
    ['"a \\"b\\" c" \\ "\\\\"', ['a \\"b\\" c', '\\', '\\\\']],
    ['a"b" c]d [e', 'c begins with [ and does not end'],
    ['[::1]:443 [a]b [c]', ['[::1]:443', '[a]b', 'c']],
    ['1 "2', 'b begins with " and does not end'],
    ['1 "2\\"', 'b begins with " and does not end'],
    ['1 "a"b" 3', 'b begins with " and does not end'],
  ])('cuts %s', (line, expected) => {
    expect(readWords(line, format, fields)).toEqual(expected);
  });

  it('cuts at every separator where words stand in no marks', () => {
    const plain = { ...format, separator: '\t', quoted: false };
    expect(readWords('"a\tb"\t[c\td', plain, fields)).toEqual(['"a', 'b"', '[c']);
  });
});

describe('tokensReader', () => {
  it('reads lines that are shorter or longer than AWS writes them today', () => {
    const chunk = run(['1583680014 b c', '1583680014 b', '1583680014 b c d "', '1583680014']);
    expect(x(chunk)).toEqual([{ b: 'b', c: 'c' }, { b: 'b' }, { b: 'b', c: 'c' }]);
    expect(chunk.samples).toMatchObject([{ reason: '1 words, and a line has at least 2', offset: 47 }]);
  });

  it('has what all documents have, and no object of what has no value', () => {
    expect(documents(run(['1583680014 - "-"']))).toEqual([
      {
        '@timestamp': '2020-03-08T15:06:54.000Z',
        type: 'words',
        tags: ['words'],
        message: '1583680014 - "-"',
      },
    ]);
  });

  it('counts what is too long, and what has a mark that does not end', () => {
    const lines = ['1583680014 b c', `1583680014 ${'b'.repeat(90)}`, '1583680014 "b'];
    const chunk = run(lines, {}, { ...options, maxLineBytes: 50 });
    expect(chunk).toMatchObject({ docs: 1, malformed: 2 });
    expect(chunk.samples.map(({ reason }) => reason)).toEqual([
      'longer than 50 bytes',
      'b begins with " and does not end',
    ]);
  });
});

describe('#Fields', () => {
  const w3c = { separator: '\t', quoted: false, directives: true };
  const line = (...words: string[]) => words.join('\t');

  it('names the words of the lines below it', () => {
    const chunk = run(
      [
        '#Version: 1.0',
        '#Fields: time b c',
        line('1583680014', '1', '2'),
        '#Fields: c\ttime cs(User-Agent)',
        line('1', '1583680014', '2'),
        '#Fields: time b c d-e',
        line('1583680014', '1', '2', '3'),
      ],
      w3c,
    );
    expect(x(chunk)).toEqual([
      { b: '1', c: '2' },
      { c: '1', 'cs(User_Agent)': '2' },
      { b: '1', c: '2', d_e: '3' },
    ]);
    expect(chunk).toMatchObject({ read: 3, malformed: 0 });
  });

  it.each(['#Fields:', '#Fields: time time', '#Fields: time __proto__', `#Fields: ${'a '.repeat(200)}`])(
    'takes no line below one that cannot be read: %.30s',
    (directive) => {
      const chunk = run(
        [directive, line('1583680014', '1'), '#Fields: time b', line('1583680014', '1')],
        w3c,
      );
      expect(chunk).toMatchObject({ docs: 1, malformed: 2 });
      expect(chunk.samples[1]?.reason).toBe('no #Fields line that can be read says what its words are');
    },
  );

  it('is a line like any other where there are no directives', () => {
    expect(run(['#Fields: time b c'])).toMatchObject({ read: 1, malformed: 1 });
  });
});
