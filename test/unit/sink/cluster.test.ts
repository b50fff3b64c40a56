import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { LogflowError } from '../../../src/model/errors.ts';
import type { ClusterOptions } from '../../../src/sink/cluster.ts';
import { bulkAnswer, clusterAt, json, never, parseBulk, serve } from './kit.ts';

const body = Buffer.from('{"create":{"_index":"a","_id":"1"}}\n{"n":"ä"}\n');
const fine = () => bulkAnswer([{ status: 201 }]);

const logins: [ClusterOptions['auth'], string | undefined][] = [
  [{ kind: 'none' }, undefined],
  [{ kind: 'basic', username: 'u', password: 'pä:ss' }, `Basic ${Buffer.from('u:pä:ss').toString('base64')}`],
  [{ kind: 'api-key', key: 'abc==' }, 'ApiKey abc=='],
  [{ kind: 'bearer', token: 'tok' }, 'Bearer tok'],
];

test.each(logins)('auth %j', async (auth, header) => {
  await using server = await serve((_, response) => json(response, 200, fine()));
  await using cluster = clusterAt(server.url, { auth });
  await cluster.bulk(body, never);
  await cluster.request('GET', '/');
  expect(server.seen.map(({ headers }) => headers.authorization)).toEqual([header, header]);
});

test('_bulk is what every server takes: plain content types, the filter, the bytes as they are', async () => {
  await using server = await serve((_, response) => json(response, 200, fine()));
  await using cluster = clusterAt(`${server.url}/behind/a/path/`);
  expect(await cluster.bulk(body, never)).toEqual({ kind: 'answered', took: 3, verdicts: 'all-ok' });
  const [seen] = server.seen;
  expect(seen?.raw).toEqual(body);
  expect(seen?.headers).toMatchObject({
    'content-type': 'application/x-ndjson',
    accept: 'application/json',
    'content-length': String(body.length),
    'user-agent': 'logflow',
  });
  const url = new URL(seen?.url ?? '', server.url);
  expect(url.pathname).toBe('/behind/a/path/_bulk');
  expect(url.searchParams.get('filter_path')).toBe(
    'took,errors,items.*.status,items.*.error.type,items.*.error.reason',
  );
});

test('credentials in a URL become basic auth and appear nowhere', async () => {
  await using server = await serve((_, response) => json(response, 200, fine()));
  await using cluster = clusterAt(server.url.replace('//', '//me:s%40cret@'));
  await cluster.bulk(body, never);
  const expected = `Basic ${Buffer.from('me:s@cret').toString('base64')}`;
  expect(server.seen[0]?.headers.authorization).toBe(expected);
  expect(cluster.nodes).toEqual([server.url]);
});

test('messages name the node and hold no secret', async () => {
  await using cluster = clusterAt('http://me:secret@127.0.0.1:1');
  const answer = await cluster.bulk(body, never);
  if (answer.kind !== 'unanswered') throw new Error(answer.kind);
  expect(answer.problem.code).toBe('LF_CLUSTER_UNREACHABLE');
  expect(answer.problem.message).toContain('http://127.0.0.1:1: connect ECONNREFUSED');
  expect(JSON.stringify(answer)).not.toMatch(/secret/);
});

test.each([[['ftp://host']], [['host:9200']], [[]], [['http://a:1@host', 'http://b:2@other']]])(
  'nodes %j are a usage error',
  (nodes) => {
    expect.assertions(2);
    try {
      clusterAt('', { nodes });
    } catch (error) {
      expect(error).toBeInstanceOf(LogflowError);
      expect(error).toMatchObject({ code: 'LF_NODE_URL', exit: 2 });
    }
  },
);

test('two sets of credentials are refused, and not printed', () => {
  const make = () => clusterAt('http://me:secret@host', { auth: { kind: 'bearer', token: 'hidden' } });
  expect(make).toThrow(/bearer/);
  expect(make).not.toThrow(/secret|hidden/);
});

test('gzip both ways', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(gzipSync(JSON.stringify(fine())));
  });
  await using cluster = clusterAt(server.url, { compress: true });
  expect(await cluster.bulk(body, never)).toMatchObject({ kind: 'answered', verdicts: 'all-ok' });
  const [seen] = server.seen;
  expect(seen?.headers).toMatchObject({
    'content-encoding': 'gzip',
    'content-length': String(seen?.raw.length),
  });
  expect(seen?.text).toBe(body.toString());
});

test('other requests: JSON out and in, statuses are answers', async () => {
  await using server = await serve((seen, response) => {
    if (seen.method === 'HEAD') response.writeHead(404).end();
    else json(response, seen.method === 'PUT' ? 400 : 200, { error: 'x' });
  });
  await using cluster = clusterAt(server.url);
  const put = await cluster.request('PUT', '/_template/a', {
    body: { order: 1 },
    querystring: { create: true },
  });
  expect(put).toMatchObject({ status: 400, body: { error: 'x' } });
  expect(server.seen[0]).toMatchObject({ url: '/_template/a?create=true', text: '{"order":1}' });
  expect(await cluster.request('HEAD', '/a')).toMatchObject({ status: 404, body: '' });
});

test('other requests throw when there is no answer', async () => {
  await using cluster = clusterAt('http://127.0.0.1:1');
  await expect(cluster.request('GET', '/')).rejects.toMatchObject({
    name: 'LogflowError',
    code: 'LF_CLUSTER_UNREACHABLE',
  });
});

test.each(['before the headers', 'in the middle of the body'])(
  'a node that stalls %s is given up',
  async (when) => {
    await using server = await serve((_, response) => {
      if (when === 'before the headers') return;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"took":');
    });
    await using cluster = clusterAt(server.url, { requestTimeout: 150 });
    const answer = await cluster.bulk(body, never);
    expect(answer).toMatchObject({ kind: 'unanswered', problem: { code: 'LF_CLUSTER_TIMEOUT' } });
  },
);

test.each(['before the headers', 'in the middle of the body'])(
  'an abort %s rejects with its reason',
  async (when) => {
    const stop = new AbortController();
    await using server = await serve((_, response) => {
      if (when === 'before the headers') {
        stop.abort(new Error('told to stop'));
        return;
      }
      response.writeHead(200);
      response.write('{"took":', () => stop.abort(new Error('told to stop')));
    });
    await using cluster = clusterAt(server.url);
    await expect(cluster.bulk(body, stop.signal)).rejects.toThrow('told to stop');
  },
);

test('an answer that is cut short leaves the outcome unknown', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"took":1', () => response.socket?.destroy());
  });
  await using cluster = clusterAt(server.url);
  expect(await cluster.bulk(body, never)).toMatchObject({ kind: 'unanswered' });
});

test('a node that is gone is left aside: the next request goes to the other', async () => {
  await using server = await serve((_, response) => json(response, 200, fine()));
  await using cluster = clusterAt('', { nodes: ['http://127.0.0.1:1', server.url, server.url] });
  const answers = [];
  for (let i = 0; i < 6; i++) answers.push((await cluster.bulk(body, never)).kind);
  expect(answers.filter((kind) => kind === 'unanswered').length).toBeLessThanOrEqual(1);
  expect(cluster.nodes).toHaveLength(2);
});

test("requests are tried once: retries are the sink's (R16)", async () => {
  await using server = await serve((_, response) => json(response, 503, {}, { 'retry-after': '1' }));
  await using cluster = clusterAt(server.url);
  expect(await cluster.bulk(body, never)).toMatchObject({ kind: 'refused', status: 503, retryAfter: 1000 });
  expect(server.seen).toHaveLength(1);
});

test('HTTP_PROXY: the proxy is asked for the absolute URL (R38)', async () => {
  await using proxy = await serve((_, response) => json(response, 200, fine()));
  const environment = { http_proxy: proxy.url.replace('//', '//user:pw@') };
  await using cluster = clusterAt('http://search.example:9200/p', { environment });
  expect(await cluster.bulk(body, never)).toMatchObject({ kind: 'answered' });
  expect(proxy.seen[0]?.url).toMatch(/^http:\/\/search\.example:9200\/p\/_bulk\?/);
  expect(proxy.seen[0]?.headers).toMatchObject({
    host: 'search.example:9200',
    'proxy-authorization': `Basic ${Buffer.from('user:pw').toString('base64')}`,
  });
  expect(parseBulk(proxy.seen[0]?.text ?? '')).toHaveLength(1);
});

test('NO_PROXY: the cluster is asked itself', async () => {
  await using proxy = await serve((_, response) => json(response, 500, {}));
  await using server = await serve((_, response) => json(response, 200, fine()));
  const environment = { HTTP_PROXY: proxy.url, NO_PROXY: 'localhost,127.0.0.1' };
  await using cluster = clusterAt(server.url, { environment });
  expect(await cluster.bulk(body, never)).toMatchObject({ kind: 'answered' });
  expect([proxy.seen.length, server.seen.length]).toEqual([0, 1]);
});

test('an answer that comes before all of the body is sent: the rest never goes out', async () => {
  const whole = 64 * 2 ** 20;
  let received = 0;
  const closed = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.once('data', (first) => {
      received += first.length;
      socket.pause();
      socket.write('HTTP/1.1 413 Too Large\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nno');
    });
    socket.on('error', () => {});
    socket.on('close', () => closed.resolve());
    socket.on('data', (next) => {
      received += next.length;
    });
    sockets.push(socket);
  });
  const sockets: Socket[] = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await using cluster = clusterAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(await cluster.bulk(Buffer.alloc(whole, 'x'), never)).toMatchObject({ kind: 'refused', status: 413 });
  // Whoever reads on now finds the end of the connection, and not the bytes of other documents.
  sockets[0]?.resume();
  await closed.promise;
  expect(received).toBeLessThan(whole);
  server.close();
});

test('an early answer that cannot be read ends the connection, too', async () => {
  const closed = Promise.withResolvers<void>();
  const sockets: Socket[] = [];
  let received = 0;
  const whole = 64 * 2 ** 20;
  const server = createServer((socket) => {
    socket.once('data', (first) => {
      received += first.length;
      socket.pause();
      socket.write('HTTP/1.1 429 Busy\r\ncontent-encoding: gzip\r\ncontent-length: 8\r\n\r\nnot gzip');
    });
    socket.on('error', () => {});
    socket.on('close', () => closed.resolve());
    socket.on('data', (next) => {
      received += next.length;
    });
    sockets.push(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await using cluster = clusterAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(await cluster.bulk(Buffer.alloc(whole, 'x'), never)).toMatchObject({ kind: 'unanswered' });
  sockets[0]?.resume();
  await closed.promise;
  expect(received).toBeLessThan(whole);
  server.close();
});

test('what does not speak HTTP is no answer, and does not hold us', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await using cluster = clusterAt(url, { requestTimeout: 500 });
  expect(await cluster.bulk(body, never)).toMatchObject({ kind: 'unanswered' });
  server.close();
});

test('nobody walks over the body of a request that failed', async () => {
  await using cluster = clusterAt('http://127.0.0.1:1');
  let seen = 0;
  const watched = Object.defineProperty(Buffer.from(body), 'watched', {
    enumerable: true,
    get: () => ++seen,
  });
  expect(await cluster.bulk(watched, never)).toMatchObject({ problem: { code: 'LF_CLUSTER_UNREACHABLE' } });
  expect(seen).toBe(0);
});
