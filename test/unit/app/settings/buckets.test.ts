import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSettings } from '../../../../src/app/settings/load.ts';
import { LogflowError } from '../../../../src/model/errors.ts';
import { temporaryFolder } from '../../../helpers/temp.ts';

/** The lines of what is wrong with a file, without its folder. */
async function mistakesIn(text: string): Promise<string[]> {
  await using folder = temporaryFolder();
  const path = join(folder.path, 'logflow.yaml');
  writeFileSync(path, text);
  try {
    loadSettings({}, path, []);
    return [];
  } catch (error) {
    if (!(error instanceof LogflowError)) throw error;
    expect(error).toMatchObject({ code: 'LF_CONFIG', exit: 2 });
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim().replace(`${folder.path}/`, ''));
  }
}

test('everything an entry can say', async () => {
  const text = `
buckets:
  - match: other-team-*
    role: arn:aws:iam::123456789012:role/path/logs-reader
    external-id: 'a:b/c@d=1'
    session-name: logs@x
    profile: other
    region: eu-west-1
    endpoint: https://s3.example.com
    path-style: on
    request-payer: requester
  - match: minio
    keys-from: MINIO
`;
  expect(await mistakesIn(text)).toEqual([]);
});

test('all mistakes are told at once, each with its line and its path', async () => {
  const text = `queue: q
buckets:
  - match: 'Not a bucket'
    role: arn:aws:iam::1:user/x
    external-id: 012345678901
    session-name: 'has space'
    rol: x
  - 17
  - match: b-*
    profile: one
    keys-from: TWO
    external-id: needs-a-role
  - match: b-1
    endpoint: https://user:hush@host
    path-style: perhaps
    request-payer: me
    region: US West
request-payer: nobody
s3-endpoint: minio:9000
`;
  expect(await mistakesIn(text)).toEqual(
    expect.arrayContaining([
      'logflow.yaml:3 (buckets[0].match): must be the name of a bucket, or a pattern in which * stands for any text',
      'logflow.yaml:4 (buckets[0].role): must be the ARN of a role, like arn:aws:iam::123456789012:role/logs-reader',
      'logflow.yaml:5 (buckets[0].external-id): must be text: put it in quotes',
      'logflow.yaml:6 (buckets[0].session-name): must be 2 to 64 letters, digits and +=,.@-_',
      'logflow.yaml:7 (buckets[0].rol): there is no such field; did you mean role?',
      'logflow.yaml:8 (buckets[1]): must be a mapping of fields',
      'logflow.yaml:11 (buckets[2].keys-from): is given, and profile, too: one of them',
      'logflow.yaml:12 (buckets[2].external-id): needs a role',
      'logflow.yaml:13 (buckets[3].match): is never reached: buckets[2] comes first and matches it all',
      'logflow.yaml:14 (buckets[3].endpoint): must be an http:// or https:// URL without a password',
      'logflow.yaml:15 (buckets[3].path-style): must be true or false',
      'logflow.yaml:16 (buckets[3].request-payer): must be requester or bucket-owner',
      'logflow.yaml:17 (buckets[3].region): must be like us-west-2',
      'logflow.yaml:18 (request-payer): must be requester or bucket-owner',
      'logflow.yaml:19 (s3-endpoint): must be an http:// or https:// URL without a password',
    ]),
  );
});

test.each([
  ['buckets: other-team-*', 'logflow.yaml:1 (buckets): must be a list'],
  ['buckets: [{ region: eu-west-1 }]', 'logflow.yaml:1 (buckets[0].match): must be text: put it in quotes'],
  ['buckets:\n  - match: *', 'logflow.yaml:2: '],
  ['buckets:\n  - match: a\n  - match: a', 'logflow.yaml:3 (buckets[1].match): is never reached'],
  ["buckets:\n  - match: '*'\n  - match: a", 'logflow.yaml:3 (buckets[1].match): is never reached'],
])('%j', async (text, mistake) => {
  expect((await mistakesIn(text)).join()).toContain(mistake);
});

test.each(['aws', 'aws-cn', 'aws-us-gov', 'aws-iso-b'])('a role of the partition %s (R40)', async (name) => {
  const text = `buckets:\n  - match: a\n    role: arn:${name}:iam::123456789012:role/r`;
  expect(await mistakesIn(text)).toEqual([]);
});

test.each([
  'arn:aws:iam::123456789012:role/',
  'arn:aws:sts::123456789012:assumed-role/r/s',
  'arn:gcp:iam::123456789012:role/r',
  'arn:aws:iam::123456789012:role/r$',
])('%s is no role', async (arn) => {
  expect((await mistakesIn(`buckets:\n  - match: a\n    role: '${arn}'`)).join()).toContain(
    'must be the ARN',
  );
});

test('keys have no place in the file, and what was tried is not printed', async () => {
  const key = `AKIA${'X'.repeat(16)}`;
  const text = `buckets:
  - match: a
    keys-from: ${key}
    access-key-id: ${key}
    secret-access-key: hush-hush
    external-id: 'h u s h'
`;
  const mistakes = (await mistakesIn(text)).join('\n');
  expect(mistakes).toContain('buckets[0].keys-from): must not be a key itself: name variables');
  expect(mistakes).toContain('buckets[0].access-key-id): there is no such field');
  expect(mistakes).not.toMatch(/AKIA|hush-hush|h u s h/);
});
