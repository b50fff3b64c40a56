import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { eventLogs } from '../helpers/event-logs.ts';
import { hostileEvents } from '../helpers/hostile-events.ts';
import { runLogflow } from '../helpers/process.ts';
import { allDocuments, ask, summaryOf, wipe } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const expected = eventLogs.flatMap((log) => log.expected);

describeEachCluster('logs of JSON events', ({ url }) => {
  const clean = async () => {
    for (const { pipeline } of eventLogs) await wipe(url, pipeline);
  };
  beforeAll(clean);
  afterAll(clean);

  const count = async (index: string, query: object) => {
    const found = await ask('POST', `${url}/${index}/_count`, { query });
    return (found.body as { count: number }).count;
  };

  it('are taken whole by one run, each with its template, its types and its index', async () => {
    await using folder = temporaryFolder();
    const files = eventLogs.map(({ key, content }) => {
      const path = join(folder.path, basename(key));
      writeFileSync(path, gzipSync(content));
      return path;
    });
    const explained = await runLogflow(['explain', files[0] ?? '']);
    expect(explained.code, explained.stderr).toBe(0);
    expect(explained.stdout).toContain('the members of its list Records');
    expect(explained.stdout).toContain('"requestParameters": "{');
    const args = ['ingest', ...files, '--node', url, '--json'];
    const run = await runLogflow(args);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    const counts = { rejected: 0, malformed: 0, filtered: { DIGEST: 1 } };
    expect(summaryOf(run.stdout)).toMatchObject({
      objects: { delivered: files.length },
      documents: { indexed: expected.length, duplicate: 0, ...counts },
      problems: [],
    });

    for (const { pipeline, expected: wanted } of eventLogs) {
      const documents = await allDocuments(url, `${pipeline}-*`);
      const found = documents.map(({ _index, _source: { log, ...document } }) => ({
        index: _index,
        document,
      }));
      expect(found, pipeline).toHaveLength(wanted.length);
      expect(found, pipeline).toEqual(expect.arrayContaining([...wanted]));
    }

    // As networks, ranges, dates and words.
    expect(await count('cloudtrail-*', { term: { sourceIP: '203.0.113.0/24' } })).toBe(1);
    expect(await count('cloudtrail-*', { match: { requestParameters: 'us-east-2' } })).toBe(1);
    expect(await count('cloudtrail-*', { match: { other: 'aFieldOfTomorrow' } })).toBe(1);
    expect(await count('cloudtrail-*', { range: { eventTime: { gte: '2023-01-01' } } })).toBe(1);
    expect(await count('waflogs-*', { term: { 'httpRequest.clientIp': '52.46.0.0/16' } })).toBe(1);
    expect(await count('route53resolver-*', { range: { srcport: { gt: 9000 } } })).toBe(1);
    expect(await count('networkfirewall-*', { range: { 'event.netflow.bytes': { gte: 60 } } })).toBe(1);
    expect(await count('networkfirewall-*', { term: { 'event.src_ip': '10.0.0.0/8' } })).toBe(1);
    expect(await count('guardduty-*', { range: { severity: { lt: 2.5 } } })).toBe(1);
    expect(await count('vpclattice-*', { term: { targetIp: '131.31.0.0/16' } })).toBe(1);
    expect(await count('cloudfrontjson-*', { term: { 'c-ip': '2001:db8::/32' } })).toBe(1);

    const again = await runLogflow(args);
    expect(summaryOf(again.stdout).documents).toMatchObject({ indexed: 0, duplicate: expected.length });
  });

  it('whatever stands in an event, no document is refused', async () => {
    await clean();
    await using folder = temporaryFolder();
    const logs = eventLogs.filter((log) => log.expected.length > 0);
    const files = logs.map(({ key, content }) => {
      const path = join(folder.path, basename(key));
      const text = content.toString();
      const isRecords = /^\s*\{\s*"Records"/.test(text);
      const [event] = isRecords ? JSON.parse(text).Records : [JSON.parse(text.split('\n')[0] ?? '')];
      const hostile = hostileEvents(JSON.stringify(event));
      writeFileSync(path, gzipSync(isRecords ? `{"Records":[${hostile.join()}]}` : hostile.join('\n')));
      return path;
    });
    const run = await runLogflow(['ingest', ...files, '--node', url, '--json', '--threads=1']);
    const { documents, objects } = summaryOf(run.stdout);
    expect({ objects, documents }, run.stderr.slice(0, 4000)).toMatchObject({
      objects: { delivered: files.length },
      documents: { rejected: 0, duplicate: 0 },
    });
    // Where the time was replaced there is none.
    expect(documents.malformed).toBeGreaterThan(100);
    expect(documents.indexed).toBeGreaterThan(5_000);
  });
});
