import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterEach, expect, test, vi } from 'vitest';
import { Credentials, type Keys } from '../../../../src/app/aws/credentials.ts';
import { keysOfRole, stsRegion } from '../../../../src/app/aws/role.ts';
import { type Sts, startSts } from '../../../helpers/sts.ts';

const arn = 'arn:aws:iam::123456789012:role/reader';
const externalId = 'ext-4711';
const role = { arn, externalId, sessionName: 'logflow' };

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The role's credentials, assumed with keys `BASE1`, then `BASE2`, … */
function assumed(sts: Sts, more: Partial<typeof role> = {}, fetchBase?: () => Promise<Keys>) {
  vi.stubEnv('AWS_ENDPOINT_URL_STS', sts.url);
  let n = 0;
  const base = async () => ({ accessKeyId: `BASE${++n}`, secretAccessKey: 's' });
  const from = new Credentials(fetchBase ?? base);
  const deps = {
    from,
    requestHandler: new NodeHttpHandler(),
    regions: async () => ['eu-west-1', 'us-east-2'],
  };
  return new Credentials(keysOfRole({ ...role, ...more }, deps));
}

test('is assumed once for all who ask, with its external id and session name, where the run is', async () => {
  await using sts = await startSts();
  const credentials = assumed(sts);
  const all = await Promise.all(Array.from({ length: 20 }, () => credentials.provider()));
  expect(new Set(all).size).toBe(1);
  expect(all[0]).toMatchObject({
    accessKeyId: 'ASIA1',
    secretAccessKey: 'secret-of-ASIA1',
    sessionToken: 'token-of-ASIA1',
  });
  expect(all[0]?.expiration?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
  expect(sts.calls).toEqual([
    { role: arn, session: 'logflow', externalId, keyId: 'BASE1', region: 'eu-west-1' },
  ]);
});

test('keys that expired below it are replaced', async () => {
  await using sts = await startSts(({ keyId }) =>
    keyId === 'BASE1' ? { status: 403, code: 'ExpiredToken', message: 'has expired' } : undefined,
  );
  expect(await assumed(sts).provider()).toMatchObject({ accessKeyId: 'ASIA1' });
  expect(sts.calls.map(({ keyId }) => keyId)).toEqual(['BASE1', 'BASE2']);
});

test('a refusal names the role, what AWS said and what to do, and never the external id', async () => {
  await using sts = await startSts(() => ({
    status: 403,
    code: 'AccessDenied',
    message: `User: arn:aws:iam::1:user/u is not authorized to perform: sts:AssumeRole on resource: ${arn} (ExternalId ${externalId})`,
  }));
  const error = await assumed(sts)
    .provider()
    .catch((thrown) => thrown);
  expect(error).toMatchObject({
    name: 'LogflowError',
    code: 'LF_AWS_ROLE',
    message: `AWS refuses the role ${arn}: User: arn:aws:iam::1:user/u is not authorized to perform: sts:AssumeRole on resource: ${arn} (ExternalId ***)`,
    hint: expect.stringMatching(/sts:AssumeRole.*trust policy.*external-id/),
  });
});

test.each([
  ['RegionDisabledException', 403, 'LF_AWS_ROLE'],
  ['MalformedPolicyDocument', 400, 'LF_AWS_ROLE'],
  ['InvalidClientTokenId', 403, 'LF_AWS_CREDENTIALS'],
])('%s', async (code, status, expected) => {
  await using sts = await startSts(() => ({ status, code, message: 'said STS' }));
  const keys = async () => ({ accessKeyId: 'B', secretAccessKey: 's' });
  await expect(assumed(sts, {}, keys).provider()).rejects.toMatchObject({ code: expected });
});

test('without keys below it there is none', async () => {
  await using sts = await startSts();
  const none = async () => {
    throw Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    });
  };
  await expect(assumed(sts, {}, none).provider()).rejects.toMatchObject({
    code: 'LF_AWS_CREDENTIALS',
    message: `no AWS credentials for the role ${arn}: Could not load credentials from any providers`,
  });
  expect(sts.calls).toEqual([]);
});

test.each([
  ['aws', ['eu-west-1', 'us-east-2'], 'eu-west-1'],
  ['aws', [undefined, 'us-east-2'], 'us-east-2'],
  ['aws', ['cn-north-1'], 'us-east-1'],
  ['aws', [], 'us-east-1'],
  ['aws-cn', ['eu-west-1', 'cn-northwest-1'], 'cn-northwest-1'],
  ['aws-cn', ['eu-west-1', undefined], 'cn-north-1'],
  ['aws-us-gov', ['us-gov-east-1'], 'us-gov-east-1'],
  ['aws-us-gov', ['us-east-1'], 'us-gov-west-1'],
  ['aws-iso', ['us-iso-east-1'], 'us-iso-east-1'],
])('a role of %s, with regions %j, is assumed in %s (R40)', (partition, regions, expected) => {
  expect(stsRegion(`arn:${partition}:iam::123456789012:role/r`, regions)).toBe(expected);
});
