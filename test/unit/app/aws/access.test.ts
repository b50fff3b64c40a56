import { expect, test } from 'vitest';
import { accessTable } from '../../../../src/app/aws/access.ts';
import { loadSettings, type RawSettings } from '../../../../src/app/settings/load.ts';

const role = 'arn:aws:iam::123456789012:role/reader';
const tableOf = (given: RawSettings, environment = {}) =>
  accessTable(loadSettings(given, undefined, []), environment);

test('without anything said, AWS decides', () => {
  expect(tableOf({})('any')).toEqual({ identity: {}, pathStyle: false, requesterPays: false });
});

test('the first entry that matches counts, and the others are as without it', () => {
  const buckets = [
    { match: 'team-a-logs', region: 'eu-west-1' },
    { match: 'team-a-*', role, 'external-id': 'e-1' },
    { match: '*-public', 'request-payer': 'requester', profile: 'p' },
  ];
  const access = tableOf({ buckets });
  expect(access('team-a-logs')).toMatchObject({ region: 'eu-west-1', identity: {} });
  const assumed = { arn: role, externalId: 'e-1', sessionName: 'logflow' };
  expect(access('team-a-public')).toMatchObject({ identity: { role: assumed }, requesterPays: false });
  expect(access('x-public')).toMatchObject({ identity: { profile: 'p' }, requesterPays: true });
  expect(access('team-a')).toEqual(tableOf({})('team-a'));
  // One access, not equal ones: clients are kept by it.
  expect(access('one')).toBe(access('two'));
});

test('an entry says what is different, the settings say the rest', () => {
  const buckets = [
    { match: 'a', role, 'session-name': 'mine', 'path-style': false, endpoint: 'http://a:1' },
    { match: 'b', role, 'request-payer': 'bucket-owner' },
  ];
  const given = { buckets, 's3-endpoint': 'http://all:1', 'request-payer': 'requester' };
  const access = tableOf({ ...given, 'role-session-name': 'ours' });
  expect(access('a')).toMatchObject({ endpoint: 'http://a:1', pathStyle: false, requesterPays: true });
  expect(access('a').identity.role?.sessionName).toBe('mine');
  expect(access('b')).toMatchObject({ endpoint: 'http://all:1', pathStyle: true, requesterPays: false });
  expect(access('b').identity.role?.sessionName).toBe('ours');
});

test.each([
  [{}, {}, false],
  [{}, { AWS_ENDPOINT_URL: 'http://x' }, true],
  [{}, { AWS_ENDPOINT_URL_S3: 'http://x' }, true],
  [{ 's3-endpoint': 'http://x' }, {}, true],
  [{ 's3-endpoint': 'http://x', 'path-style': false }, {}, false],
  [{ 'path-style': true }, {}, true],
])('path style with %j and %j: %j', (given, environment, expected) => {
  expect(tableOf(given, environment)('any').pathStyle).toBe(expected);
});

test('all variables that keys are to come from and that are not there are told at once', () => {
  const buckets = [
    { match: 'a', 'keys-from': 'ONE' },
    { match: 'b', 'keys-from': 'TWO' },
  ];
  const environment = { ONE_ACCESS_KEY_ID: 'id', TWO_SECRET_ACCESS_KEY: '' };
  expect(() => tableOf({ buckets }, environment)).toThrow(
    `  buckets[0].keys-from: the variable ONE_SECRET_ACCESS_KEY is not set
  buckets[1].keys-from: the variable TWO_ACCESS_KEY_ID is not set
  buckets[1].keys-from: the variable TWO_SECRET_ACCESS_KEY is not set`,
  );
});
