import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { IndexTemplate } from '../../src/app/template/target.ts';
import { type Cluster, createCluster } from '../../src/sink/cluster.ts';
import { type ClusterProxy, startClusterProxy } from './cluster-proxy.ts';
import { templateFor } from './template-kit.ts';

const open = (url: string) =>
  createCluster({
    nodes: [url],
    auth: { kind: 'none' },
    requestTimeout: 60_000,
    compress: false,
    environment: {},
  });

/** A client, and what takes away everything that a test's unique prefix names. */
export function kit(url: string) {
  let cluster: Cluster;
  const prefixes: string[] = [];
  beforeAll(() => {
    cluster = open(url);
  });
  const send = async (method: string, path: string, body?: object) => {
    const answer = await cluster.request(method, path, body ? { body } : {});
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  afterEach(async () => {
    for (const prefix of prefixes.splice(0)) {
      for (const path of ['_index_template', '_template', '']) {
        const { status } = await cluster.request('DELETE', `${path && `/${path}`}/${prefix}*`);
        expect([200, 404, 405]).toContain(status);
      }
    }
  });
  afterAll(() => cluster.close());
  return {
    send,
    ask: ((method, path, request) => cluster.request(method, path, request)) as Cluster['request'],
    /** A template for indices that no other test has. */
    fresh: (): IndexTemplate => {
      const prefix = `t${randomBytes(6).toString('hex')}`;
      prefixes.push(prefix);
      return templateFor(`${prefix}-{yyyy}-{MM}-{dd}`);
    },
  };
}
/** The cluster as someone sees it who may read and not manage templates. */
export async function withoutPut(url: string) {
  const refused: string[] = [];
  const reason = 'no permissions for [indices:admin/template/put]';
  const server = createServer(async (request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    if (request.method === 'PUT') {
      refused.push(request.method);
      response
        .writeHead(403)
        .end(JSON.stringify({ error: { type: 'security_exception', reason }, status: 403 }));
      return;
    }
    const answer = await fetch(`${url}${request.url}`, { method: request.method ?? 'GET' });
    response.writeHead(answer.status).end(await answer.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cluster = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    ask: cluster.request,
    refused,
    [Symbol.asyncDispose]: async () => {
      await cluster.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The cluster as someone sees it who may write documents, and read neither templates nor mappings. */
export function withoutRead(url: string): Promise<ClusterProxy> {
  const reason = 'no permissions for [indices:admin/mappings/get]';
  const body = JSON.stringify({ error: { type: 'security_exception', reason }, status: 403 });
  return startClusterProxy(url, ({ path }) =>
    /_template|_mapping/.test(path) ? { kind: 'answer', status: 403, body } : undefined,
  );
}
