import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { eventLogs } from '../helpers/event-logs.ts';
import { folder as flowFolder, flowLogObject, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { allDocuments, ask, summaryOf, wipe } from '../helpers/search.ts';
import { storedFormats } from '../helpers/stored-formats.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const own = `own-pipelines:
  - name: ownweb
    match: { key: web/*.log }
    parse: { dissect: '%{ts} %{client} %{status}' }
    steps: [{ time: { field: ts, formats: iso } }, { remove: ts }, { convert: { status: integer } }]
    fields: { client: ip, status: long }
`;

/** Every log type that is built in, as S3 has it, and what is expected of it. */
const logs = [...storedFormats, ...eventLogs].map(({ pipeline, key, content, expected }) => ({
  ...{ pipeline, key, expected },
  body: key.endsWith('.gz') ? gzipSync(content) : content,
}));
const expectedOf = (pipeline: string) =>
  logs.filter((log) => log.pipeline === pipeline).flatMap(({ expected }) => expected);
const pipelines = [...new Set(logs.map(({ pipeline }) => pipeline))];
const withDocuments = pipelines.filter((pipeline) => expectedOf(pipeline).length > 0);
const flows = [lineOf(1), lineOf(2)];
const indexed = logs.flatMap(({ expected }) => expected).length + flows.length + 1;

describeEachCluster('one queue of many log types', ({ url }) => {
  const clean = async () => {
    for (const name of [...pipelines, 'vpcflowlogs', 'ownweb']) await wipe(url, name);
  };
  beforeAll(clean);
  afterAll(clean);

  it('each is in its index, the books balance, and what nobody claims stays', async () => {
    await using road = await openRoad();
    await using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'logflow.yaml'), own);
    for (const { key, body } of logs) await road.put(key, body);
    await road.put(`${flowFolder}/1.log.gz`, flowLogObject(flows));
    await road.put('web/1.log', '2026-11-22T00:00:00Z 192.0.2.1 200\n');
    await road.put('photos/cat.jpg', 'meow');

    const run = await runLogflow(['consume', '--queue', road.queue, '--node', url, '--drain', '--json'], {
      env: road.aws.environment,
      cwd: folder.path,
    });
    expect(run, run.stderr).toMatchObject({ code: 0 });
    const { objects, documents, messages, problems } = summaryOf(run.stdout);
    // 18 types: the catalogue's and an own one.
    expect(withDocuments.length + 2).toBeGreaterThanOrEqual(17);
    expect(objects).toMatchObject({ delivered: logs.length + 2 });
    expect(documents).toMatchObject({
      ...{ read: indexed + 1, indexed, filtered: { DIGEST: 1 } },
      ...{ duplicate: 0, rejected: 0, malformed: 0 },
    });
    // S3's test event is one of those that are deleted.
    expect(messages).toMatchObject({ deleted: logs.length + 2 + 1, testEvents: 1, unclaimed: 1 });
    expect(problems.map(({ code }) => code)).toEqual(['LF_OBJECT_UNCLAIMED']);
    expect(await road.depth()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    expect(await road.deadLetters()).toBe(0);

    for (const pipeline of withDocuments) {
      const found = await allDocuments(url, `${pipeline}-*`);
      const wanted = expectedOf(pipeline);
      expect(found, pipeline).toHaveLength(wanted.length);
      const made = found.map(({ _index, _source: { log, ...document } }) => ({ index: _index, document }));
      expect(made, pipeline).toEqual(
        expect.arrayContaining(
          wanted.map(({ index, document }) => ({ index, document: expect.objectContaining(document) })),
        ),
      );
      const paths = found.map(({ _source: { log } }) => (log as { file: { path: string } }).file.path);
      const keys = logs.filter((log) => log.pipeline === pipeline).map(({ key }) => `s3://logs/${key}`);
      expect([...new Set(paths)].sort(), pipeline).toEqual(keys.sort());
    }
    expect(await allDocuments(url, 'vpcflowlogs-*')).toHaveLength(flows.length);
    const [web] = await allDocuments(url, 'ownweb-*');
    expect(web).toMatchObject({ _index: 'ownweb-2026-11-22', _source: { client: '192.0.2.1', status: 200 } });

    // Nothing went astray: the documents of all indices are these.
    const all = await ask(
      'GET',
      `${url}/${[...withDocuments, 'vpcflowlogs', 'ownweb'].map((name) => `${name}-*`)}/_count`,
    );
    expect(all.body).toMatchObject({ count: indexed });
  });
});
