import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { keysFromVariables, keysOfProfile, standardKeys } from '../../../../src/app/aws/keys.ts';
import { temporaryFolder } from '../../../helpers/temp.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** AWS's own files in a folder, and nothing else that has keys. */
function inFolder(path: string) {
  const file = join(path, 'credentials');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
  vi.stubEnv('AWS_CONFIG_FILE', join(path, 'config'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) {
    vi.stubEnv(name, undefined);
  }
  return (id: string) =>
    writeFileSync(
      file,
      `[default]\naws_access_key_id=${id}\naws_secret_access_key=s\n[other]
aws_access_key_id=other-${id}\naws_secret_access_key=s\n`,
    );
}

test('files are read again each time: somebody else renews what is in them', async () => {
  await using folder = temporaryFolder();
  const write = inFolder(folder.path);
  const [standard, other] = [standardKeys(), keysOfProfile('other')];
  for (const id of ['first', 'second']) {
    write(id);
    expect(await standard(undefined)).toMatchObject({ accessKeyId: id });
    expect(await other(undefined)).toMatchObject({ accessKeyId: `other-${id}` });
  }
});

test('a profile that is not there is not replaced by the keys of the machine', async () => {
  await using folder = temporaryFolder();
  inFolder(folder.path)('id');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'of-the-machine');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
  expect(await standardKeys()(undefined)).toMatchObject({ accessKeyId: 'of-the-machine' });
  await expect(keysOfProfile('missing')(undefined)).rejects.toMatchObject({
    name: 'CredentialsProviderError',
    message: expect.stringContaining('[missing]'),
  });
});

test.each([undefined, 't'])('keys out of variables, with the session token %j', async (token) => {
  const environment = { X_ACCESS_KEY_ID: 'id', X_SECRET_ACCESS_KEY: 's', X_SESSION_TOKEN: token };
  expect(await keysFromVariables('X', environment)(undefined)).toEqual({
    accessKeyId: 'id',
    secretAccessKey: 's',
    ...(token && { sessionToken: token }),
  });
});
