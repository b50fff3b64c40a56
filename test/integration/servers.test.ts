import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { describeCluster, describeEachCluster } from '../helpers/each-cluster.ts';
import { findMinistack, startMinistack } from '../helpers/ministack.ts';

// The ground that the other tests stand on: the servers are up, and differ in what we take for a fact elsewhere.

async function call(method: string, url: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

const unique = (prefix: string) => `${prefix}-${randomUUID()}`;
const mappings = { properties: { location: { type: 'geo_point' } } };

describeEachCluster('a cluster', ({ url }) => {
  it('indexes a document and finds it by its place', async () => {
    const index = unique('place');
    expect(await call('PUT', `${url}/${index}`, { mappings })).toMatchObject({ status: 200 });
    const tokyo = { location: { lat: 35.69, lon: 139.69 } };
    const put = await call('PUT', `${url}/${index}/_doc/1?refresh=true`, tokyo);
    expect(put).toMatchObject({ status: 201, body: { result: 'created' } });
    const nearby = { geo_distance: { distance: '10km', location: { lat: 35.7, lon: 139.7 } } };
    const found = await call('POST', `${url}/${index}/_search`, { query: nearby });
    expect(found.body).toMatchObject({ hits: { hits: [{ _id: '1', _source: tokyo }] } });
    const nowhere = await call('PUT', `${url}/${index}/_doc/2`, { location: 'nowhere' });
    expect(nowhere).toMatchObject({ status: 400, body: { error: { type: 'mapper_parsing_exception' } } });
  });

  it('takes a legacy template, and answers 404 with an empty object for one that is not there', async () => {
    const name = unique('legacy');
    expect(await call('GET', `${url}/_template/${name}`)).toEqual({ status: 404, body: {} });
    const put = await call('PUT', `${url}/_template/${name}`, { index_patterns: [`${name}-*`], mappings });
    expect(put).toEqual({ status: 200, body: { acknowledged: true } });
    const got = await call('GET', `${url}/_template/${name}`);
    expect(got).toMatchObject({ status: 200, body: { [name]: { mappings } } });
    await call('PUT', `${url}/${name}-1/_doc/1`, { location: { lat: 1, lon: 2 } });
    const mapped = await call('GET', `${url}/${name}-1/_mapping`);
    expect(mapped.body).toEqual({ [`${name}-1`]: { mappings } });
    expect(await call('DELETE', `${url}/_template/${name}`)).toMatchObject({ status: 200 });
  });
});

describeCluster('elasticsearch7', 'no composable templates', ({ url }) => {
  it('is 7.1.1', async () => {
    expect(await call('GET', url)).toMatchObject({ status: 200, body: { version: { number: '7.1.1' } } });
  });

  it.each(['GET', 'PUT', 'DELETE'])('refuses %s of one with 405', async (method) => {
    const body = method === 'PUT' ? { index_patterns: ['x-*'], template: { mappings } } : undefined;
    const error = `Incorrect HTTP method for uri [/_index_template/x] and method [${method}], allowed: [POST]`;
    expect(await call(method, `${url}/_index_template/x`, body)).toEqual({
      status: 405,
      body: { error, status: 405 },
    });
  });

  it('takes a simulation for a document of an index with a bad name', async () => {
    const simulate = `${url}/_index_template/_simulate_index/y`;
    expect(await call('POST', simulate)).toMatchObject({
      status: 400,
      body: { error: { type: 'parse_exception', reason: 'request body is required' } },
    });
    const withBody = await call('POST', simulate, { index_patterns: ['y'] });
    expect(withBody).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_index_name_exception' } },
    });
  });
});

describeCluster('opensearch2', 'composable templates', ({ url }) => {
  it('is OpenSearch 2.19.6', async () => {
    const version = { distribution: 'opensearch', number: '2.19.6' };
    expect(await call('GET', url)).toMatchObject({ status: 200, body: { version } });
  });

  it('keeps one and simulates the index that it makes', async () => {
    const name = unique('composable');
    const template = `${url}/_index_template/${name}`;
    const simulate = `${url}/_index_template/_simulate_index/${name}-1`;
    expect(await call('GET', template)).toMatchObject({
      status: 404,
      body: { error: { type: 'resource_not_found_exception' } },
    });
    expect(await call('POST', simulate)).toEqual({ status: 200, body: {} });
    const put = await call('PUT', template, { index_patterns: [`${name}-*`], template: { mappings } });
    expect(put).toEqual({ status: 200, body: { acknowledged: true } });
    expect(await call('GET', template)).toMatchObject({ status: 200, body: { index_templates: [{ name }] } });
    const simulated = await call('POST', simulate);
    expect(simulated).toMatchObject({ status: 200, body: { template: { mappings }, overlapping: [] } });
    expect(await call('DELETE', template)).toMatchObject({ status: 200 });
  });

  it('does not simulate a legacy template', async () => {
    const name = unique('legacy');
    await call('PUT', `${url}/_template/${name}`, { index_patterns: [`${name}-*`], mappings });
    const simulated = await call('POST', `${url}/_index_template/_simulate_index/${name}-1`);
    expect(simulated).toEqual({ status: 200, body: {} });
    await call('DELETE', `${url}/_template/${name}`);
  });
});

const ministack = await findMinistack();
describe.skipIf(ministack.kind === 'missing')(`MiniStack ${ministack.kind}`, () => {
  it('keeps an object', async () => {
    if (ministack.kind === 'missing') return;
    await using server = await startMinistack(ministack);
    const object = `${server.endpoint}/bucket/key`;
    expect((await fetch(`${server.endpoint}/bucket`, { method: 'PUT' })).status).toBe(200);
    expect((await fetch(object, { method: 'PUT', body: 'a line\n' })).status).toBe(200);
    expect(await (await fetch(object)).text()).toBe('a line\n');
  });
});

describe('the acknowledger', () => {
  const item = '{"create":{"_index":"i","_id":"1"}}\n{"message":"a"}\n';
  const post = (url: string, body: string | Uint8Array<ArrayBuffer>, encoding = 'identity') =>
    fetch(`${url}/_bulk`, { method: 'POST', body, headers: { 'content-encoding': encoding } });

  it('says yes to each item, plain or compressed, and counts', async () => {
    await using server = await startAcknowledger();
    const items = 2500;
    const body = item.repeat(items);
    for (const response of [await post(server.url, body), await post(server.url, gzipSync(body), 'gzip')]) {
      const answer = (await response.json()) as { errors: boolean; items: unknown[] };
      expect(answer.errors).toBe(false);
      expect(answer.items).toHaveLength(items);
      expect(answer.items.at(-1)).toEqual({ create: { status: 201 } });
    }
    expect(server.counts).toEqual({ requests: 2, docs: 2 * items, bytes: 2 * body.length });
    const cut = await post(server.url, item.trimEnd());
    expect(cut.status).toBe(400);
  });

  it('fails as told: a whole request, single items, the connection', async () => {
    await using server = await startAcknowledger((index, { items }) => {
      if (index === 0) return { status: 429, headers: { 'retry-after': '7' } };
      if (index === 1) return { itemStatus: (i) => (i === items - 1 ? 409 : 201) };
      return index === 2 ? { destroy: true } : undefined;
    });
    const busy = await post(server.url, item);
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await (await post(server.url, item.repeat(2))).json()).toMatchObject({
      errors: true,
      items: [
        { create: { status: 201 } },
        { create: { status: 409, error: { type: 'version_conflict_engine_exception' } } },
      ],
    });
    await expect(post(server.url, item)).rejects.toThrow('fetch failed');
    expect((await post(server.url, item)).status).toBe(200);
    expect(server.counts).toMatchObject({ requests: 4, docs: 2 });
  });
});
