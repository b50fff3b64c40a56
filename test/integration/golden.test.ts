import { afterAll, beforeAll, expect, it } from 'vitest';
import golden from '../fixtures/golden.json' with { type: 'json' };
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { articleHeader, flowLogObject, folder, goldenLine } from '../helpers/flow-lines.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { allDocuments, ask, summaryOf, wipe } from '../helpers/search.ts';

describeEachCluster('the article, end to end', ({ url }) => {
  beforeAll(() => wipe(url, 'vpcflowlogs'));
  afterAll(() => wipe(url, 'vpcflowlogs'));

  it('an object put to S3 comes out as the finished document, field for field', async () => {
    await using road = await openRoad('sns');
    const key = `${folder}/123456789010_vpcflowlogs_us-west-2_fl-0123456789abcdef0_20200308T1505Z_0a1b2c3d.log.gz`;
    const nodata = goldenLine.replace(' OK ', ' NODATA ');
    await road.put(key, flowLogObject([goldenLine, nodata]));

    const run = await runLogflow(
      ['consume', '--queue', road.queue, '--node', url, '--timezone', 'Asia/Tokyo', '--drain', '--json'],
      { env: road.aws.environment },
    );

    expect(run.stderr).not.toMatch(/Warning/);
    expect(run).toMatchObject({ code: 0 });
    expect(summaryOf(run.stdout)).toMatchObject({
      type: 'summary',
      ok: true,
      documents: { read: 2, indexed: 1, duplicate: 0, filtered: { NODATA: 1 }, rejected: 0, malformed: 0 },
      messages: { received: 2, deleted: 2, testEvents: 1 },
    });
    const [document, ...others] = await allDocuments(url, 'vpcflowlogs-2*');
    expect(others).toEqual([]);
    expect(document?._index).toBe(golden._index);
    expect(document?._id).toBe(golden._id);
    const { log, ...source } = document?._source ?? {};
    expect(source).toEqual(golden._source);
    expect(log).toEqual({ file: { path: `s3://${road.bucket}/${key}` }, offset: articleHeader.length + 1 });
    expect(await road.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    expect(await road.deadLetters()).toBe(0);

    const { body } = await ask('GET', `${url}/${golden._index}/_mapping`);
    const { properties } = (body as Mappings)[golden._index]?.mappings ?? {};
    expect(properties).toMatchObject({
      bytes: { type: 'long' },
      packets: { type: 'long' },
      'pkt-srcaddr': { type: 'ip' },
      dst_geoip: { properties: { location: { type: 'geo_point' }, dma_code: { type: 'long' } } },
      src_geoip: { properties: { location: { type: 'geo_point' }, dma_code: { type: 'long' } } },
      log: { properties: { file: { properties: { path: { type: 'keyword' } } }, offset: { type: 'long' } } },
    });
  });

  it('the same line again adds nothing: it is a duplicate (R9)', async () => {
    const index = 'vpcflowlogs-again-{yyyy}-{MM}-{dd}';
    for (const indexed of [1, 0]) {
      await using road = await openRoad('direct');
      await road.put(`${folder}/again.log.gz`, flowLogObject([goldenLine]));
      const run = await runLogflow(
        ['consume', '--queue', road.queueUrl, '--node', url, '--index', index, '--drain', '--json'],
        { env: road.aws.environment },
      );
      expect(run.code).toBe(0);
      expect(summaryOf(run.stdout).documents).toMatchObject({ read: 1, indexed, duplicate: 1 - indexed });
    }
    expect(await allDocuments(url, 'vpcflowlogs-again-*')).toHaveLength(1);
  });
});

type Mappings = Record<string, { mappings: { properties: Record<string, unknown> } }>;
