import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { allDocuments, ask, wipe } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const ContentType = 'application/gzip; name="a b"';
// Names that a mapping would choke on.
const Metadata = { team: 'net\\work', 'a.b': '1', 'a..c': '2', '.d.': '3', a: '4' };

/** Two objects, the second for the GET without the SDK. Answers with when S3 wrote each. */
async function putTwo({ s3, bucket: Bucket }: Road): Promise<string[]> {
  const written: string[] = [];
  for (const n of [1, 2]) {
    const Key = `${folder}/${n}.log.gz`;
    const Body = flowLogObject([lineOf(n)]);
    await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType, Metadata }));
    const { LastModified } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    written.push(LastModified?.toISOString() ?? '');
  }
  return written;
}

const documentOf = (last_modified: string) => ({
  last_modified,
  content_type: ContentType,
  metadata: Metadata,
});

it.each([0, 1])('documents in files have them, with %i threads (R37)', async (threads) => {
  await using road = await openRoad('direct');
  await using out = temporaryFolder();
  const written = await putTwo(road);
  const run = await runLogflow(
    ['consume', '--queue', road.queue, '--output', `ndjson:${out.path}`, '--drain', `--threads=${threads}`],
    {
      env: {
        ...road.aws.environment,
        LOGFLOW_OBJECT_PROPERTIES: 'content-type, metadata,last-modified',
        LOGFLOW_CONCURRENCY: '1',
      },
    },
  );
  expect(run).toMatchObject({ code: 0 });
  const lines = readdirSync(out.path).map((name) => readFileSync(join(out.path, name), 'utf8'));
  const sources = lines.map((line) => JSON.parse(line)._source).sort((a, b) => a.bytes - b.bytes);
  expect(sources.map(({ s3 }) => s3)).toEqual(written.map(documentOf));
  expect(Object.keys(sources[0]).slice(-3)).toEqual(['message', 's3', 'log']);
});

describeEachCluster('object properties', ({ url }) => {
  beforeAll(() => wipe(url, 'vpcflowlogs'));
  afterAll(() => wipe(url, 'vpcflowlogs'));

  it('are in the index, and no name of the metadata is in its mapping', async () => {
    await using road = await openRoad('direct');
    const [first] = await putTwo(road);
    const properties = [
      '--object-properties',
      'last-modified,content-type',
      '--object-properties',
      'metadata',
    ];
    const run = await runLogflow(
      ['consume', '--queue', road.queue, '--node', url, '--drain', ...properties],
      { env: road.aws.environment },
    );
    expect(run).toMatchObject({ code: 0 });
    const found = await allDocuments(url, 'vpcflowlogs-*');
    expect(found).toHaveLength(2);
    for (const { _source } of found)
      expect(_source.s3).toEqual({ ...documentOf(first ?? ''), last_modified: expect.any(String) });
    const { body } = await ask('GET', `${url}/vpcflowlogs-*/_mapping`);
    const mapped = Object.values(body as Record<string, { mappings: { properties: object } }>);
    for (const { mappings } of mapped)
      expect(mappings.properties).toMatchObject({
        s3: {
          properties: {
            last_modified: { type: 'date' },
            content_type: { type: 'keyword' },
            metadata: { type: 'object', enabled: false },
          },
        },
      });
    expect(JSON.stringify(mapped)).not.toContain('team');
  });
});
