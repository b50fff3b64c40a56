import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { bulkAnswer, clusterAt, json, never, type Seen, serve } from './kit.ts';

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest();
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Signature version 4 as AWS documents it, over what came down the wire. */
function signatureOf(
  { method, url, headers, raw }: Seen,
  secret: string,
): { given: string; computed: string } {
  const fields =
    /Credential=[^/]+\/(\d+)\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)/;
  const [, day = '', region = '', service = '', signed = '', given = ''] =
    fields.exec(headers.authorization ?? '') ?? [];
  const [path = '', search = ''] = url.split('?');
  const query = search
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) =>
      pair
        .split('=')
        .map((side) => encode(decodeURIComponent(side)))
        .join('='),
    )
    .sort()
    .join('&');
  const canonical = [
    method,
    path.split('/').map(encode).join('/'),
    query,
    ...signed.split(';').map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signed,
    sha256(raw),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return { given, computed: hmac(key, toSign).toString('hex') };
}

const body = Buffer.from('{"create":{"_index":"a","_id":"1"}}\n{"n":"ä"}\n');

test.each([
  ['es', false],
  ['es', true],
  ['aoss', false],
  ['aoss', true],
] as const)('service %s, gzip %s: the signature covers what is sent', async (service, compress) => {
  await using server = await serve((_, response) => json(response, 200, bulkAnswer([{ status: 201 }])));
  const credentials = async () => ({
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'secret',
    sessionToken: 'token/+=',
  });
  const auth = { kind: 'sigv4', service, region: 'ap-northeast-1', credentials } as const;
  await using cluster = clusterAt(`${server.url}/with%20space`, { auth, compress });
  await cluster.bulk(body, never);
  await cluster.request('GET', '/%3Clogs-%7Bnow%2Fd%7D%3E', { querystring: { q: 'a b+c', z: '*~' } });
  await cluster.request('PUT', '/_template/x', { body: { order: 0 } });
  expect(server.seen).toHaveLength(3);
  for (const seen of server.seen) {
    const { given, computed } = signatureOf(seen, 'secret');
    expect(given).toBe(computed);
    expect(seen.headers['x-amz-content-sha256']).toBe(sha256(seen.raw));
    expect(seen.headers['x-amz-security-token']).toBe('token/+=');
    expect(seen.headers.host).toBe(new URL(server.url).host);
    expect(seen.headers.authorization).toContain(`/ap-northeast-1/${service}/aws4_request`);
  }
  expect(server.seen[0]?.text).toBe(body.toString());
  expect(server.seen[0]?.headers['content-encoding']).toBe(compress ? 'gzip' : undefined);
});

test('credentials are asked for each request, so that they may be refreshed', async () => {
  await using server = await serve((_, response) => json(response, 200, bulkAnswer([{ status: 201 }])));
  let asked = 0;
  const credentials = async () => ({ accessKeyId: `AKID${++asked}`, secretAccessKey: `secret${asked}` });
  await using cluster = clusterAt(server.url, {
    auth: { kind: 'sigv4', service: 'es', region: 'r', credentials },
  });
  await cluster.bulk(body, never);
  await cluster.bulk(body, never);
  for (const [i, seen] of server.seen.entries()) {
    expect(seen.headers.authorization).toContain(`Credential=AKID${i + 1}/`);
    const { given, computed } = signatureOf(seen, `secret${i + 1}`);
    expect(given).toBe(computed);
  }
});

test('no credentials: a problem with a next step, and no request', async () => {
  await using server = await serve((_, response) => json(response, 200, {}));
  const credentials = async () => {
    throw new Error('Could not load credentials from any providers');
  };
  await using cluster = clusterAt(server.url, {
    auth: { kind: 'sigv4', service: 'es', region: 'r', credentials },
  });
  expect(await cluster.bulk(body, never)).toMatchObject({
    kind: 'unanswered',
    problem: { code: 'LF_AWS_CREDENTIALS', message: expect.stringContaining('Could not load credentials') },
  });
  expect(server.seen).toEqual([]);
});
