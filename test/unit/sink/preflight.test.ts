import { expect, test } from 'vitest';
import { probeCluster } from '../../../src/sink/preflight.ts';
import { clusterAt, json, never, serve } from './kit.ts';

type Reply = [status: number, body: unknown, headers?: object];

async function probed(root: Reply, local: Reply = [404, {}]) {
  await using server = await serve(({ url }, response) => json(response, ...(url === '/' ? root : local)));
  await using cluster = clusterAt(server.url);
  const state = await probeCluster(cluster, never);
  return 'problem' in state ? { kind: state.kind, code: state.problem.code } : state;
}

const denied = (reason: string) => ({ error: { type: 'security_exception', reason }, status: 403 });

test.each<[string, Reply, Reply | undefined, object]>([
  [
    'Elasticsearch 7.1',
    [200, { version: { number: '7.1.1', build_flavor: 'oss' }, tagline: 'You Know, for Search' }],
    undefined,
    { kind: 'ready', distribution: 'elasticsearch', version: '7.1.1' },
  ],
  [
    'OpenSearch',
    [200, { version: { number: '2.19.0', distribution: 'opensearch' } }],
    undefined,
    { kind: 'ready', distribution: 'opensearch', version: '2.19.0' },
  ],
  [
    'OpenSearch that claims to be 7.10.2',
    [200, { version: { number: '7.10.2' }, tagline: 'The OpenSearch Project: https://opensearch.org/' }],
    undefined,
    { kind: 'ready', distribution: 'opensearch', version: '7.10.2' },
  ],
  [
    'a build whose root answers 405',
    [405, {}],
    [
      200,
      { nodes: { a: { version: '8.19.0', build_flavor: 'default' } } },
      { 'x-elastic-product': 'Elasticsearch' },
    ],
    { kind: 'ready', distribution: 'elasticsearch', version: '8.19.0' },
  ],
  [
    'a role that may read nodes only',
    [403, denied('cluster:monitor/main')],
    [200, { nodes: { a: { version: '2.11.0' } } }],
    { kind: 'ready', distribution: 'unknown', version: '2.11.0' },
  ],
  [
    'a role that may write only',
    [403, denied('no permissions for [cluster:monitor/main]')],
    [403, denied('no permissions for [cluster:monitor/nodes/info]')],
    { kind: 'ready', distribution: 'unknown' },
  ],
  ['Serverless', [404, ''], [404, ''], { kind: 'ready', distribution: 'unknown' }],
  [
    'a wrong password',
    [401, { error: { type: 'security_exception', reason: 'unable to authenticate' } }],
    undefined,
    { kind: 'unauthorised', code: 'LF_CLUSTER_UNAUTHORISED' },
  ],
  [
    'an access policy that does not know us',
    [403, { Message: 'User: anonymous is not authorized' }],
    [403, { Message: 'User: anonymous' }],
    { kind: 'unauthorised', code: 'LF_CLUSTER_UNAUTHORISED' },
  ],
  ['a cluster that starts', [503, {}], undefined, { kind: 'unreachable', code: 'LF_CLUSTER_UNAVAILABLE' }],
  ['something else', [200, { hello: 'world' }], undefined, { kind: 'unreachable', code: 'LF_NOT_A_CLUSTER' }],
  [
    'a redirect to a login',
    [302, '', { location: '/login' }],
    undefined,
    { kind: 'unreachable', code: 'LF_NOT_A_CLUSTER' },
  ],
])('%s', async (_, root, local, state) => {
  expect(await probed(root, local)).toEqual(state);
});

test('nobody there', async () => {
  await using cluster = clusterAt('http://127.0.0.1:1');
  expect(await probeCluster(cluster, never)).toMatchObject({
    kind: 'unreachable',
    problem: { code: 'LF_CLUSTER_UNREACHABLE' },
  });
});

test('told to stop', async () => {
  await using cluster = clusterAt('http://127.0.0.1:1');
  const stop = AbortSignal.abort(new Error('told to stop'));
  await expect(probeCluster(cluster, stop)).rejects.toThrow('told to stop');
});
