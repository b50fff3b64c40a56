import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fingerprints } from '../../../../src/app/fingerprint.ts';
import { loadSettings } from '../../../../src/app/settings/load.ts';
import { patternSource } from '../../../../src/app/settings/own/match.ts';
import { neededTemplates } from '../../../../src/app/template/templates.ts';
import { temporaryFolder } from '../../../helpers/temp.ts';

async function load(yaml: string) {
  await using folder = temporaryFolder();
  const file = join(folder.path, 'logflow.yaml');
  writeFileSync(file, yaml);
  return loadSettings({}, file, []);
}

async function mistakes(yaml: string): Promise<string[]> {
  const error = await load(yaml).catch((error: Error) => error);
  if (!(error instanceof Error)) return [];
  return [...error.message.matchAll(/yaml:\d+ \((.*?)\): (.*)/g)].map(([, path, what]) => `${path}: ${what}`);
}

const plain = `own-pipelines:
  - name: app
    match: { key: 'app/**' }
    parse: { json: lines }
    steps: [{ time: { field: t, formats: iso } }]
    fields: { client.ip: ip }
`;

it('every mistake is told at once, with its path, and with what was probably meant', async () => {
  const yaml = `pipelines: app-acess
own-pipelines:
  - name: app-access
    match: { kee: 'app/**/*.log' }
    parse: { dissect: '%{a}%{b}', regx: 'a' }
    steps:
      - convrt: { a: integer }
      - convert: { a: int }
      - { lower: a, upper: b }
      - replace: { field: a, pattern: '(?=a)', with: x }
      - keep: x
      - { remove: a, when: { equal: { a: 1 } } }
      - { remove: a, when: { any: [{ cidr: { a: 10.0.0.0/99 } }] } }
    fields: { a: log }
  - name: app
    match: { key: '/(a/' }
    parse: { csv: { seperator: ';' } }
    steps: [{ time: { field: t, formats: [quatsch], timezone: Mars/X } }]
`;
  const told = (await mistakes(yaml)).map((one) => one.slice(0, 90));
  expect(told.sort()).toEqual(
    [
      'pipelines[0]: "app-acess" is no pipeline; did you mean app-access?',
      'own-pipelines[0].match.key: must be a pattern: put it in quotes',
      'own-pipelines[0].match.kee: there is no such field; did you mean key?',
      'own-pipelines[0].parse.dissect: has nothing between %{a} and the next field: where would it end?',
      'own-pipelines[0].parse.regx: there is no such field; did you mean regex?',
      'own-pipelines[0].steps[0].convrt: there is no such step; did you mean convert?',
      'own-pipelines[0].steps[1].convert.a: must be integer, decimal, boolean or text',
      'own-pipelines[0].steps[2]: has lower and upper: one of them',
      'own-pipelines[0].steps[3].replace.pattern: is no expression of RE2: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
      'own-pipelines[0].steps[4].keep: needs when: which events are kept?',
      'own-pipelines[0].steps[5].when.equal: there is no such field; did you mean equals?',
      'own-pipelines[0].steps[6].when.any[0].cidr.a: must be a network like 10.0.0.0/8, or an address',
      'own-pipelines[0].fields.a: must be among keyword, ip, long, double, boolean, date, geo_point, text, place, stored',
      'own-pipelines[0].steps: need the time of the event, like { time: { field: ts, formats: iso } }',
      'own-pipelines[1].match.key: is no expression of RE2: error parsing regexp: missing closing ): `(a`',
      'own-pipelines[1].parse.csv.seperator: there is no such field; did you mean separator?',
      'own-pipelines[1].steps[0].time.formats[0]: has q, which stands for nothing; text goes in single quotes',
      'own-pipelines[1].steps[0].time.timezone: must be a time zone such as Asia/Tokyo',
      'own-pipelines[1].index: its indices, app-*, and those of app-access, app-access-*, cannot be told apart',
    ]
      .map((one) => one.slice(0, 90))
      .sort(),
  );
});

it('names are told apart from each other, and from what is built in', async () => {
  const twice = plain + plain.slice('own-pipelines:\n'.length);
  expect(await mistakes(twice)).toEqual(['own-pipelines[1].name: there is a pipeline app already']);
  expect(await mistakes(plain.replace('name: app', 'name: vpcflowlogs'))).toEqual([
    'own-pipelines[0].name: there is a pipeline vpcflowlogs already',
  ]);
});

it('fingerprint and template are about name, index and id, and demand nothing of a template that is there', async () => {
  const settings = await load(`pipelines: [app]\ntimezone: Asia/Tokyo\n${plain}    id: position\n`);
  expect(fingerprints(settings)).toEqual([
    {
      pipeline: 'app',
      version: '1',
      schema: 'own',
      index: 'app-{yyyy}-{MM}-{dd}',
      timezone: 'Asia/Tokyo',
      id: 'position',
    },
  ]);
  const [template] = neededTemplates(settings);
  expect(template).toMatchObject({
    name: 'app',
    pattern: 'app-*',
    mappings: {
      properties: { client: { properties: { ip: { type: 'ip' } } }, '@timestamp': { type: 'date' } },
    },
    required: { properties: { s3: { properties: {} } } },
  });
  expect(JSON.parse(JSON.stringify(template?.required ?? {})).properties).toEqual({ s3: { properties: {} } });
});

it.each([
  ['app/*.log', 'app/a.log', true],
  ['app/*.log', 'app/x/a.log', false],
  ['app/**/*.log', 'app/a.log', true],
  ['app/**/*.log', 'app/x/y/a.log', true],
  ['app/**', 'app/x/y', true],
  ['a?c', 'a/c', false],
  ['a.c', 'abc', false],
  ['/x.z/', 'wxyz', true],
])('%s and %s: %s', (pattern, key, matches) => {
  expect(new RegExp(patternSource(pattern)).test(key)).toBe(matches);
});
