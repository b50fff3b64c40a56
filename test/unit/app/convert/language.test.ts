import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../src/app/convert/language/parse.ts';

const article = readFileSync(new URL('../../../fixtures/convert/article.conf', import.meta.url), 'utf8');

function mistakeOf(source: string) {
  const parsed = parseConfig(source, 'x.conf');
  if (parsed.kind !== 'mistake') throw new Error('no mistake was found');
  return { at: `${parsed.place.line}:${parsed.place.column}`, what: parsed.what };
}

describe('the language of Logstash', () => {
  it("reads the article's file, with the line of each plugin", () => {
    const parsed = parseConfig(article, 'article.conf');
    if (parsed.kind !== 'config') throw new Error(parsed.what);
    expect(parsed.config.sections.map(({ kind }) => kind)).toEqual(['input', 'filter', 'output']);
    const [source] = parsed.config.sections[0]?.items ?? [];
    expect(source).toMatchObject({
      kind: 'plugin',
      name: 's3snssqs',
      place: { file: 'article.conf', line: 3 },
    });
    expect(source?.kind === 'plugin' && source.settings.map(({ name }) => name)).toEqual([
      'region',
      'queue',
      's3_default_options',
      'consumer_threads',
      'type',
      'tags',
    ]);
  });

  it.each([
    ['CRLF', article.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${article}`],
  ])('does not mind %s', (_, source) => {
    expect(parseConfig(source, 'x')).toEqual(parseConfig(article, 'x'));
  });

  it('reads conditions by their precedence', () => {
    const parsed = parseConfig(
      'filter { if [a] == 1 and !([b][c] in ["x"]) or [d] !~ /e/ { drop { } } }',
      'x',
    );
    expect(parsed).toMatchObject({
      kind: 'config',
      config: {
        sections: [
          {
            items: [
              {
                kind: 'branch',
                arms: [
                  {
                    condition: {
                      kind: 'or',
                      left: { kind: 'and', left: { kind: 'compare', by: '==' }, right: { kind: 'not' } },
                      right: { kind: 'match', not: true },
                    },
                    items: [{ kind: 'plugin', name: 'drop' }],
                  },
                ],
              },
            ],
          },
        ],
      },
    });
  });

  it.each([
    ['input { s3 { bucket => "logs', '1:24', 'a string begins here, and does not end'],
    ['input {\n  s3 { bucket => "logs" }\n', '2:25', 'the file ends too early'],
    ['filter { grok { match => } }', '1:26', '"}" cannot stand here'],
    ['filter { \u0000 }', '1:10', '"\\u0000" means nothing here'],
    [`filter { ${'if [a] { '.repeat(50_000)}`, '1:', 'brackets are open'],
  ])('%#: a mistake, and where it is', (source, at, what) => {
    const found = mistakeOf(source);
    expect(found.what).toContain(what);
    expect(found.at).toContain(at);
  });

  it('never shows what a string says: it may be a secret', () => {
    expect(mistakeOf('output { elasticsearch { password "hunter2" } }').what).not.toContain('hunter2');
  });
});
