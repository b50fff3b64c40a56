import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Answers, mistakeIn, signIns } from '../../../../src/app/init/answers.ts';
import { fileText } from '../../../../src/app/init/file-text.ts';
import { loadSettings } from '../../../../src/app/settings/load.ts';
import { temporaryFolder } from '../../../helpers/temp.ts';

const published = new URL('../../../../docs/logflow.schema.json', import.meta.url);
const validate = new Ajv2020({ strict: false, formats: { date: true } }).compile(
  JSON.parse(readFileSync(published, 'utf8')),
);
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** The file as `consume` reads it, and as an editor checks it. */
function readBack(text: string) {
  const file = join(folder.path, 'logflow.yaml');
  writeFileSync(file, text);
  expect(validate(parse(text) ?? {}), JSON.stringify(validate.errors)).toBe(true);
  return loadSettings({}, file, []);
}

const one = (...values: string[]) => fc.constantFrom(...values);
/** Hostile and usual answers; those that a question would turn down are left out. */
const raw = {
  project: one('logflow', '12', '1e3', 'no', 'dev-2'),
  bucket: one('logs', '123', '0x1f', 'my.logs-2'),
  'flow-logs-of': one('vpc-0123456789abcdef0', 'vpc-01234567, eni-01234567 tgw-01234567'),
  queue: fc.oneof(
    fc.string({ minLength: 1 }),
    one('null', '~', '007', 'a: b', '# no', '- x', "it's", '*a', '{'),
  ),
  region: one('us-west-2', '12', 'no', 'null'),
  node: one('https://search.example.com', 'http://a:9200, http://b:9200/path', 'http://[::1]:9200'),
  'sign-in': one(...signIns),
  username: fc.oneof(fc.string({ minLength: 1 }), one('yes', '0', '"quoted"', 'back\\slash')),
  timezone: one('UTC', 'Asia/Tokyo', 'Etc/GMT+5'),
  rejects: one('s3://bucket/some prefix: #1', 'index:rejects', 's3://123/456'),
};
const answersArbitrary = fc.record(raw, { requiredKeys: [] }).map(
  (all): Answers =>
    Object.fromEntries(
      Object.entries(all)
        .map(([name, value]) => [name, value.trim()] as const)
        .filter(([name, value]) => mistakeIn(name as keyof Answers, value) === undefined),
    ),
);

describe('what init writes', () => {
  it('loads without a mistake, equals the answers, and fits the published schema', () => {
    fc.assert(
      fc.property(answersArbitrary, (answers) => {
        const settings = readBack(fileText(answers, './schema.json'));
        const byName = answers['sign-in'] === 'password';
        const { queue, region, node, username, sigv4, timezone } = settings;
        expect({ queue, region, node, username, sigv4, timezone }).toEqual({
          queue: answers.queue,
          region: answers.region,
          node: answers.node?.split(/[\s,]+/),
          username: byName ? answers.username : undefined,
          sigv4: ['es', 'aoss'].find((way) => way === answers['sign-in']),
          timezone: answers.timezone ?? 'UTC',
        });
        expect(settings.rejects === undefined).toBe(answers.rejects === undefined);
        const { project, bucket, 'flow-logs-of': flows } = answers;
        expect(settings.setup === undefined).toBe((project ?? bucket ?? flows) === undefined);
        if (!settings.setup) return;
        expect(settings.setup.project).toBe(project ?? 'logflow');
        expect(settings.setup.bucket).toBe(bucket);
        expect(settings.setup['flow-logs']?.of).toEqual(flows?.split(/[\s,]+/));
      }),
      { numRuns: 300 },
    );
  });

  it('says where secrets belong, and keeps to 80 columns', () => {
    const text = fileText({ 'sign-in': 'password', username: 'reader', project: 'dev' }, './schema.json');
    expect(text).toContain('username: reader\n# Its password is a secret: set LOGFLOW_PASSWORD');
    expect(fileText({ 'sign-in': 'api-key' }, 'x')).toContain('set LOGFLOW_API_KEY');
    expect(fileText({ 'sign-in': 'bearer-token' }, 'x')).toContain('set LOGFLOW_BEARER_TOKEN');
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./schema.json');
  });

  it('stays whole when every example in it is taken out of its comment', () => {
    const uncommented = fileText({}, './schema.json').replaceAll(/^# ([a-z]+: \S+)$/gm, '$1');
    expect(parse(uncommented)).toEqual({
      queue: 'NAME',
      region: 'REGION',
      node: 'URL',
      timezone: 'UTC',
      rejects: 's3://BUCKET/PREFIX',
    });
  });
});
