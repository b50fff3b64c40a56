import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { runLogflow } from '../helpers/process.ts';

it('requests to AWS and to the cluster go through the proxy that the environment names (R38)', async () => {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end('{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no such queue"}');
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const HTTP_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  try {
    const aws = {
      HTTP_PROXY,
      AWS_ENDPOINT_URL: 'http://aws.invalid',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    };
    const queue = await runLogflow(['consume', '--queue', 'q', '--output', 'ndjson:out', '--drain'], {
      env: aws,
    });
    expect(queue.code).toBe(1);
    expect(queue.stderr).toContain('there is no queue q');
    const node = 'http://cluster.invalid:9200';
    const cluster = await runLogflow(['ingest', 'x', '--node', node, '--patience', '0'], {
      env: { HTTP_PROXY },
    });
    expect(cluster.code).toBe(1);
    expect(asked.map((url) => new URL(url).host)).toEqual(
      expect.arrayContaining(['aws.invalid', 'cluster.invalid:9200']),
    );
  } finally {
    proxy.close();
  }
});
