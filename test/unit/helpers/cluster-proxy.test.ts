import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { bulkItems } from '../../helpers/bulk-weave.ts';
import { type ClusterFault, startClusterProxy } from '../../helpers/cluster-proxy.ts';

const item = (n: number) => `{"create":{"_index":"i","_id":"${n}"}}\n{"n":${n}}\n`;
const bulk = [0, 1, 2, 3].map(item).join('');

/** A cluster that takes all, and what reached it; behind the proxy. */
async function clusterBehind(fault: ClusterFault) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    bodies.push(body.toString());
    const items = bulkItems(body).map(() => ({ create: { status: 201 } }));
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ took: 7, errors: false, items }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy = await startClusterProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, fault);
  return {
    bodies,
    proxy,
    send: () => fetch(`${proxy.url}/_bulk?filter_path=took`, { method: 'POST', body: bulk }),
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

it('keeps items from the cluster, and answers 429 at their places', async () => {
  await using cluster = await clusterBehind(() => ({
    kind: 'refuse-items',
    refuses: (place) => place === 0 || place === 2,
  }));
  const answer = await (await cluster.send()).text();
  expect(cluster.bodies).toEqual([item(1) + item(3)]);
  expect(answer.startsWith('{"took":7,"errors":true,')).toBe(true);
  const { items } = JSON.parse(answer) as { items: { create: { status: number } }[] };
  expect(items.map(({ create }) => create.status)).toEqual([429, 201, 429, 201]);
});

it('asks the cluster nothing when it refuses all', async () => {
  await using cluster = await clusterBehind(() => ({ kind: 'refuse-items', refuses: () => true }));
  expect(await (await cluster.send()).json()).toMatchObject({
    items: Array(4).fill({ create: { status: 429 } }),
  });
  expect(cluster.bodies).toEqual([]);
});

it.each([
  [{ kind: 'reset-after' }, 1],
  [{ kind: 'cut-answer', share: 0.5 }, 1],
  [{ kind: 'reset' }, 0],
] as const)(
  '$kind: the client has no answer, and the cluster the documents or not',
  async (harm, reached) => {
    await using cluster = await clusterBehind(() => harm);
    await expect(cluster.send().then((response) => response.text())).rejects.toThrow();
    expect(cluster.bodies).toHaveLength(reached);
  },
);

it('away: neither open nor new connections live, and back again', async () => {
  await using cluster = await clusterBehind(() => undefined);
  cluster.proxy.away(true);
  await expect(cluster.send()).rejects.toThrow();
  cluster.proxy.away(false);
  expect((await cluster.send()).status).toBe(200);
  expect(cluster.bodies).toEqual([bulk]);
});
