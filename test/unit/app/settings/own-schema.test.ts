import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadSettings } from '../../../../src/app/settings/load.ts';
import { temporaryFolder } from '../../../helpers/temp.ts';

const published = new URL('../../../../docs/logflow.schema.json', import.meta.url);
const validate = new Ajv2020({ strict: false, formats: { date: true } }).compile(
  JSON.parse(readFileSync(published, 'utf8')),
);
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** What an editor says of a file, and what logflow says. */
function judge(pipelines: unknown): { editor: boolean; logflow: boolean } {
  const config = { 'own-pipelines': pipelines };
  const file = join(folder.path, 'logflow.yaml');
  writeFileSync(file, stringify(config));
  let logflow = true;
  try {
    loadSettings({}, file, []);
  } catch {
    logflow = false;
  }
  return { editor: validate(config), logflow };
}

const time = { time: { field: 't', formats: 'iso' } };
const plain = { name: 'app', match: { key: 'app/**' }, parse: { json: 'lines' }, steps: [time] };
const step = (...steps: unknown[]) => [{ ...plain, steps: [time, ...steps] }];
const parse = (parser: unknown) => [{ ...plain, parse: parser }];
const when = (condition: unknown) => step({ remove: 'a', when: condition });

it.each<[string, unknown]>([
  ['the least', [plain]],
  ['none', []],
  [
    'all that a pipeline may say',
    [
      {
        ...plain,
        match: { bucket: 'b-*', key: '/^x/' },
        index: 'app-{yyyy}',
        id: 'position',
        tags: ['a'],
        message: false,
        transform: './t.ts',
        'transform-deadline': '2s',
        fields: { 'a.b': 'ip' },
      },
    ],
  ],
  ['a deadline as a number', [{ ...plain, 'transform-deadline': 2 }]],
  ['dissect', parse({ dissect: '%{a} %{+a/2} %{?b}=%{&b} %{c->}', 'append-separator': '' })],
  ['regex', parse({ regex: '(?<a>x)' })],
  ['CSV by default', parse({ csv: {} })],
  ['CSV', parse({ csv: { columns: ['a', 'b.c'], separator: '\t', quote: '' } })],
  [
    'time by several',
    step({
      time: { field: ['a', 'b'], formats: ['seconds', 'yyyy-MM-dd HH:mm'], timezone: 'Asia/Tokyo', to: 'x' },
    }),
  ],
  [
    'the time of the event said in full',
    [{ ...plain, steps: [{ time: { ...time.time, to: '@timestamp' } }] }],
  ],
  [
    'rename, remove, add',
    step({ rename: { a: 'b.c' } }, { remove: ['a', 'b'] }, { add: { a: '%{b}', c: 1, d: true } }),
  ],
  ['convert', step({ convert: { a: 'integer', b: 'text' } })],
  ['geo, lower, upper, strip', step({ geo: { a: 'b' } }, { lower: 'a' }, { upper: ['a'] }, { strip: 'a' })],
  [
    'split, replace, lookup',
    step(
      { split: { a: '|' } },
      { replace: { field: 'a', pattern: 'x+', with: '' } },
      { lookup: { field: 'a', to: 'b', table: { 6: 'tcp' }, otherwise: '?' } },
    ),
  ],
  ['parse of a field', step({ parse: { field: 'a', dissect: '%{x}=%{y}', 'append-separator': ',' } })],
  ['keep with when', step({ keep: 'debug', when: { exists: 'a' } })],
  ['leave-out', step({ 'leave-out': 'all' })],
  [
    'conditions',
    when({
      equals: { a: 200 },
      in: { a: [1, 'x'] },
      matches: { a: '^x' },
      exists: ['a'],
      above: { a: 1 },
      'at-most': { a: 2.5 },
      cidr: { a: '10.0.0.0/8' },
    }),
  ],
  [
    'conditions in conditions',
    when({ any: [{ not: { all: [{ exists: 'a' }, { below: { a: 1 } }] } }, { 'at-least': { b: 1 } }] }),
  ],
])('%s is taken by both', (_, pipelines) => {
  expect(judge(pipelines), JSON.stringify(validate.errors)).toEqual({ editor: true, logflow: true });
});

it.each<[string, unknown]>([
  ['no list', { app: plain }],
  ['a text', ['app']],
  ['no name', [{ ...plain, name: undefined }]],
  ['a name with capitals', [{ ...plain, name: 'App' }]],
  ['no match', [{ ...plain, match: undefined }]],
  ['a match without a key', [{ ...plain, match: { bucket: 'x' } }]],
  ['an empty key', [{ ...plain, match: { key: '' } }]],
  ['a field that there is not', [{ ...plain, matches: {} }]],
  ['no parser', parse({})],
  ['two parsers', parse({ json: 'lines', regex: '(?<a>x)' })],
  ['JSON of another kind', parse({ json: 'array' })],
  ['append-separator without dissect', parse({ json: 'lines', 'append-separator': '' })],
  ['a separator of two characters', parse({ csv: { separator: '||' } })],
  ['no separator', parse({ csv: { separator: '' } })],
  ['a quote of two characters', parse({ csv: { quote: "''" } })],
  ['no columns', parse({ csv: { columns: [] } })],
  ['no time', [{ ...plain, steps: [{ remove: 'a' }] }]],
  ['no steps', [{ ...plain, steps: [] }]],
  ['a time that is not the event’s', [{ ...plain, steps: [{ time: { ...time.time, to: 'x' } }] }]],
  ['a step that does nothing', step({})],
  ['a condition alone', step({ when: { exists: 'a' } })],
  ['a step that does two things', step({ lower: 'a', upper: 'b' })],
  ['a step that there is not', step({ grok: 'x' })],
  ['keep without when', step({ keep: 'x' })],
  ['a name to count by with a blank', step({ 'leave-out': 'a b' })],
  ['a type that there is not', step({ convert: { a: 'int' } })],
  ['a field type that there is not', [{ ...plain, fields: { a: 'string' } }]],
  ['a field without a name', step({ remove: '' })],
  ['a field with an empty part', step({ rename: { a: 'b..c' } })],
  ['a key with an empty part', step({ convert: { '.a': 'text' } })],
  ['a field that JavaScript keeps', step({ remove: ['a.__proto__'] })],
  ['a field of too many parts', step({ remove: Array(21).fill('a').join('.') })],
  ['a list in add', step({ add: { a: [1] } })],
  ['parse without a field', step({ parse: { json: 'lines' } })],
  ['parse with two parsers', step({ parse: { field: 'a', json: 'lines', regex: '(?<a>x)' } })],
  ['time without formats', step({ time: { field: 'a' } })],
  ['an empty list of fields', step({ lower: [] })],
  ['an empty condition', when({})],
  ['an empty condition inside', when({ not: {} })],
  ['an empty list of conditions', when({ any: [] })],
  ['a condition that there is not', when({ equal: { a: 1 } })],
  ['a bound that is text', when({ above: { a: '1' } })],
  ['another kind of id', [{ ...plain, id: 'uuid' }]],
  ['an index with capitals', [{ ...plain, index: 'App-{yyyy}' }]],
  ['a transform of another language', [{ ...plain, transform: 'x.py' }]],
])('%s is refused by both', (_, pipelines) => {
  expect(judge(pipelines)).toEqual({ editor: false, logflow: false });
});

/** What JSON Schema has no words for: logflow says it when it starts. */
it.each<[string, unknown]>([
  ['an expression that is none', parse({ regex: '(?<a>' })],
  ['an expression that RE2 does not know', when({ matches: { a: '(?=a)' } })],
  ['an expression without a group', parse({ regex: 'a' })],
  ['a dissect pattern that is none', parse({ dissect: '%{a}%{b}' })],
  ['a pattern of times that is none', step({ time: { field: 'a', formats: 'quatsch' } })],
  ['a time zone that is none', step({ time: { ...time.time, timezone: 'Mars/X' } })],
  ['a network that is none', when({ cidr: { a: '10.0.0.0/99' } })],
  ['a column named twice', parse({ csv: { columns: ['a', 'a'] } })],
  ['a name that is taken', [{ ...plain, name: 'vpcflowlogs' }]],
  ['two of one name', [plain, plain]],
  ['indices that cannot be told apart', [plain, { ...plain, name: 'app-b' }]],
  ['a deadline that is too long', [{ ...plain, 'transform-deadline': '2h' }]],
])('%s is refused by logflow alone', (_, pipelines) => {
  expect(judge(pipelines)).toEqual({ editor: true, logflow: false });
});
