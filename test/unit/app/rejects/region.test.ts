import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { openRejects } from '../../../../src/app/rejects/open.ts';
import type { Settings } from '../../../../src/app/settings/settings.ts';
import { regionOf } from '../../source/sigv4-check.ts';

test('a bucket for rejects in another region is written to where it is', async () => {
  const asked: string[] = [];
  const server = createServer((req, res) => {
    const region = String(regionOf(req));
    asked.push(`${req.method} ${region}`);
    req.resume();
    if (region === 'eu-west-1') return res.end();
    res.writeHead(301, { 'x-amz-bucket-region': 'eu-west-1' });
    res.end('<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
  const store = openRejects(
    { region: 'us-east-1' } as Settings,
    { kind: 's3', bucket: 'rejects', prefix: 'p' },
    () => {
      throw new Error('no cluster is needed');
    },
  );
  try {
    async function* read() {
      yield Buffer.from('x');
    }
    await store.put('a.rejects.ndjson.gz', { bytes: 1, read });
    expect(asked).toEqual(['PUT us-east-1', 'PUT eu-west-1']);
  } finally {
    vi.unstubAllEnvs();
    await store.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
