import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeCluster, describeEachCluster } from '../helpers/each-cluster.ts';
import { runLogflow } from '../helpers/process.ts';
import { allDocuments, ask, summaryOf, wipe } from '../helpers/search.ts';
import { storedFormats } from '../helpers/stored-formats.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const pipelines = [...new Set(storedFormats.map(({ pipeline }) => pipeline))];
const expected = storedFormats.flatMap((format) => format.expected);

/** Each line is a member of its own, as load balancers write many. */
function members(content: Buffer): Buffer {
  const lines = content.toString().split(/(?<=\n)/);
  return Buffer.concat(lines.map((line) => gzipSync(line)));
}

async function clean(url: string): Promise<void> {
  for (const pipeline of [...pipelines, 'vpcflowlogs']) await wipe(url, pipeline);
}

describeEachCluster('text logs of AWS', ({ url }) => {
  beforeAll(() => clean(url));
  afterAll(() => clean(url));

  const count = async (index: string, query: object) => {
    const found = await ask('POST', `${url}/${index}/_count`, { query });
    return (found.body as { count: number }).count;
  };

  it('are taken whole by one run, each with its template, its types and its index', async () => {
    await using folder = temporaryFolder();
    const files = storedFormats.map(({ key, content }) => {
      const path = join(folder.path, basename(key));
      writeFileSync(path, key.endsWith('.gz') ? members(content) : content);
      return path;
    });
    const args = ['ingest', ...files, '--node', url, '--json'];
    const run = await runLogflow(args);
    expect(run).toMatchObject({ code: 0 });
    expect(summaryOf(run.stdout)).toMatchObject({
      objects: { delivered: files.length },
      documents: { indexed: expected.length, duplicate: 0, rejected: 0, malformed: 0 },
      problems: [],
    });

    for (const { pipeline, fixture } of storedFormats) {
      const documents = await allDocuments(url, `${pipeline}-*`);
      const found = documents.map(({ _index, _source: { message, log, ...document } }) => ({
        index: _index,
        document,
      }));
      const wanted = storedFormats.filter((format) => format.pipeline === pipeline);
      const all = wanted.flatMap((format) => format.expected);
      expect(found, fixture).toHaveLength(all.length);
      expect(found, fixture).toEqual(expect.arrayContaining(all));
    }

    // As ranges, networks and places, and not as words.
    expect(await count('albaccess-*', { range: { elb_status_code: { gte: 400, lt: 600 } } })).toBe(2);
    expect(await count('albaccess-*', { term: { client_ip: '10.0.0.0/8' } })).toBe(2);
    expect(await count('clbaccess-*', { range: { response_processing_time: { gt: 0.001 } } })).toBe(1);
    expect(await count('cloudfront-*', { range: { sc_status: { lt: 100 } } })).toBe(1);
    expect(await count('cloudfront-*', { term: { c_ip: '2001:db8::/32' } })).toBe(1);
    expect(await count('s3access-*', { range: { object_size: { gt: 4_000_000 } } })).toBe(1);
    // Above 2^53, to the digit.
    expect(await count('globalaccelerator-*', { term: { bytes: '9007199254740993' } })).toBe(1);
    expect(await count('albhealth-*', { range: { latency: { gt: 1 } } })).toBe(1);
    const near = { distance: '50km', 'client_geoip.location': { lat: 39.05, lon: -77.47 } };
    expect(await count('nlbaccess-*', { bool: { filter: { geo_distance: near } } })).toBe(2);

    const again = await runLogflow(args);
    expect(summaryOf(again.stdout).documents).toMatchObject({ indexed: 0, duplicate: expected.length });
  });
});

describeCluster('elasticsearch7', 'text logs of AWS', ({ url }) => {
  beforeAll(() => clean(url));
  afterAll(() => clean(url));

  it('what stands in the way of one pipeline leaves the others alone', async () => {
    const mappings = { properties: { client_ip: { type: 'keyword' } } };
    await ask('PUT', `${url}/_template/albaccess-mine`, {
      index_patterns: ['albaccess-*'],
      mappings,
    });
    await using folder = temporaryFolder();
    const files = storedFormats
      .filter(({ pipeline }) => pipeline === 'albaccess' || pipeline === 's3access')
      .map(({ key, content }) => {
        const path = join(folder.path, basename(key));
        writeFileSync(path, content);
        return path;
      });
    const run = await runLogflow(['ingest', ...files, '--node', url, '--json']);
    expect(run.code).toBe(1);
    const { objects, problems } = summaryOf(run.stdout);
    expect(objects).toMatchObject({ delivered: 1 });
    expect(problems.map(({ code }) => code)).toEqual(['LF_TEMPLATE_DIFFERS']);
    expect(await allDocuments(url, 's3access-*')).toHaveLength(4);

    const named = await runLogflow(['ingest', ...files, '--node', url, '--pipelines', 's3access,albaccess']);
    expect(named.code).toBe(1);
    expect(named.stderr).toContain('LF_TEMPLATE_DIFFERS');
  });
});
