import { describe, expect, it } from 'vitest';
import { call, callUnless } from '../../../../src/app/setup/call.ts';
import { LogflowError } from '../../../../src/model/errors.ts';

/** As the SDK throws it. */
const thrown = (name: string, message: string, httpStatusCode = 400) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
const failing = (error: unknown) => call('ec2:CreateFlowLogs', 'vpc-1', () => Promise.reject(error));

describe('call', () => {
  it('names the action that a policy has to allow, without what only AWS can read', async () => {
    const said = `You are not authorized. Encoded authorization failure message: ${'x'.repeat(900)}`;
    await expect(failing(thrown('UnauthorizedOperation', said, 403))).rejects.toMatchObject({
      code: 'LF_SETUP_DENIED',
      message: 'AWS does not allow ec2:CreateFlowLogs for vpc-1: You are not authorized.',
      hint: 'Allow ec2:CreateFlowLogs on it to these credentials, then run `logflow setup` again.',
    });
  });

  it('tells everything else with its name, in one line', async () => {
    await expect(failing(thrown('InvalidVpcID.NotFound', 'no\nsuch VPC'))).rejects.toMatchObject({
      code: 'LF_SETUP_AWS',
      message: 'ec2:CreateFlowLogs for vpc-1: InvalidVpcID.NotFound: no such VPC',
    });
  });

  it('tells of credentials and the way to AWS as everywhere', async () => {
    const error = thrown('CredentialsProviderError', 'Could not load credentials');
    await expect(failing(error)).rejects.toMatchObject({ code: 'LF_AWS_CREDENTIALS' });
  });

  it('leaves our own errors as they are', async () => {
    const error = new LogflowError({ code: 'LF_X', message: 'x', hint: 'y.' });
    await expect(failing(error)).rejects.toBe(error);
  });
});

it('callUnless answers with nothing for the codes that it was told, and for no others', async () => {
  const ask = (name: string) =>
    callUnless(['NoSuchEntity'], 'iam:GetRole', 'r', () => Promise.reject(thrown(name, 'm')));
  expect(await ask('NoSuchEntity')).toBeUndefined();
  await expect(ask('Throttling')).rejects.toMatchObject({ message: 'iam:GetRole for r: Throttling: m' });
});
