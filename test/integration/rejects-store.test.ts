import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rejectsName } from '../../src/rejects/entry.ts';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { articleHeader, flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { startHoldingProxy } from '../helpers/holding-proxy.ts';
import { runLogflow, startLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { allDocuments, ask, summaryOf, wipe } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';
import { waitFor } from '../helpers/wait.ts';

/** An `ip` field takes no such thing; the lines are well formed as far as a flow log goes. */
const badSource = lineOf(2).replaceAll('172.31.25.250', 'not-an-address');
const badInterface = lineOf(5).replace(/ [\d.]+ (\d+) /, ' neither-is-this $1 ');
const settled = { visible: 0, inFlight: 0, delayed: 0 };

async function fill(road: Road): Promise<void> {
  await road.put(`${folder}/mixed.log.gz`, flowLogObject([lineOf(1), badSource, lineOf(3)]));
  await road.put(`${folder}/good.log.gz`, flowLogObject([lineOf(4)]));
  await road.put(`${folder}/other.log.gz`, flowLogObject([badInterface]));
}

/** The lines of every rejects object in the bucket. */
async function keptIn(road: Road, prefix: string) {
  const { Contents = [] } = await road.s3.send(
    new ListObjectsV2Command({ Bucket: road.bucket, Prefix: `${prefix}/` }),
  );
  const entries = [];
  for (const { Key } of Contents) {
    const { Body } = await road.s3.send(new GetObjectCommand({ Bucket: road.bucket, Key }));
    const text = gunzipSync((await Body?.transformToByteArray()) ?? '').toString();
    entries.push(
      ...text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
  }
  return { objects: Contents.length, entries };
}

/** Lets the field take anything, in the indices that are there. */
function lenient(url: string, indices: string, field: string) {
  const properties = { [field]: { type: 'ip', ignore_malformed: true } };
  return ask('PUT', `${url}/${indices}/_mapping`, { properties });
}

function settingsOf(url: string, name: string): string[] {
  return ['--node', url, '--index', `${name}-{yyyy}-{MM}-{dd}`];
}

describeEachCluster('rejected documents with a store', ({ url, name: cluster }) => {
  const name = `keep-${cluster}`;
  beforeAll(() => wipe(url, 'keep-'));
  afterAll(() => wipe(url, 'keep-'));

  it.each(['s3', 'index', 'dir'] as const)(
    '%s: consumed, listed, replayed once the mapping is mended',
    async (kind) => {
      await using road = await openRoad('direct');
      await using files = temporaryFolder();
      const index = `${name}-${kind}`;
      const place = {
        // In the bucket whose every new object is announced to the queue (R30).
        s3: ['--rejects', `s3://${road.bucket}/AWSLogs/123456789010/vpcflowlogs/rejects`],
        index: ['--rejects', `index:keep.rejects-${cluster}`],
        dir: ['--rejects', `dir:${files.path}/store`, '--rejects-durable'],
      }[kind];
      const args = [...settingsOf(url, index), ...place];
      const env = { env: road.aws.environment };
      await fill(road);

      const run = await runLogflow(['consume', '--queue', road.queue, ...args, '--drain', '--json'], env);

      expect(run).toMatchObject({ code: 0 });
      expect(summaryOf(run.stdout)).toMatchObject({
        ok: true,
        objects: { delivered: 3, failed: 0 },
        documents: { read: 5, indexed: 3, rejected: 2, malformed: 0 },
        problems: [
          { code: 'LF_DOCUMENT_MAPPING', count: 2, hint: expect.stringContaining('rejects replay') },
        ],
      });
      expect(await road.depth()).toEqual(settled);
      expect(await road.deadLetters()).toBe(0);
      expect(await allDocuments(url, `${index}-*`)).toHaveLength(3);

      const listing = ['rejects', 'list', '--node', url, ...place.slice(0, 2), '--json'];
      const list = JSON.parse((await runLogflow(listing, env)).stdout);
      expect(list).toMatchObject({ type: 'rejects', ok: true, documents: 2, objects: 2, damaged: 0 });
      const group = list.groups.find(({ text }: { text: string }) => text.includes('srcaddr'));
      expect(group).toMatchObject({
        index: `${index}-2020-03-08`,
        type: 'mapper_parsing_exception',
        documents: 1,
        byObject: [{ object: `s3://${road.bucket}/${folder}/mixed.log.gz`, documents: 1 }],
        examples: [{ op: 'create', line: articleHeader.length + 1 + lineOf(1).length + 1 }],
      });
      expect(JSON.parse(group.examples[0].document).message).toBe(badSource);
      expect(group.examples[0].reason).toContain('srcaddr');

      const replay = (...more: string[]) =>
        runLogflow(['rejects', 'replay', '--node', url, ...place.slice(0, 2), ...more, '--json'], env);
      const dry = await replay('--dry-run');
      expect(dry.code).toBe(0);
      expect(JSON.parse(dry.stdout)).toMatchObject({
        dryRun: true,
        documents: 2,
        indices: { [`${index}-2020-03-08`]: 2 },
      });
      const [answer, ...rest] = [
        await lenient(url, `${index}-*`, 'srcaddr'),
        await lenient(url, `${index}-*`, 'pkt-srcaddr'),
      ];
      expect([answer.status, rest[0]?.status]).toEqual([200, 200]);

      const half = await replay();
      expect(half.code).toBe(1);
      expect(JSON.parse(half.stdout)).toMatchObject({
        ok: false,
        objects: 2,
        indexed: 1,
        duplicate: 0,
        refused: 1,
      });
      const left = JSON.parse((await runLogflow(listing, env)).stdout);
      expect(left).toMatchObject({ documents: 1, objects: 1 });

      await lenient(url, `${index}-*`, 'dstaddr');
      const full = await replay();
      expect(full).toMatchObject({ code: 0 });
      expect(JSON.parse(full.stdout)).toMatchObject({ ok: true, objects: 1, indexed: 1, refused: 0 });
      expect(JSON.parse((await runLogflow(listing, env)).stdout)).toMatchObject({ documents: 0, objects: 0 });
      const documents = await allDocuments(url, `${index}-*`);
      expect(documents.map(({ _source }) => _source.message).sort()).toEqual(
        [lineOf(1), badSource, lineOf(3), lineOf(4), badInterface].sort(),
      );
    },
  );

  it('killed between the write and the delete, then again: nothing twice', async () => {
    await using road = await openRoad('direct');
    await using proxy = await startHoldingProxy(road.aws.endpoint, ({ headers }) =>
      String(headers['x-amz-target']).includes('DeleteMessage'),
    );
    const index = `${name}-killed`;
    const rejects = `s3://${road.bucket}/kept`;
    const args = [...settingsOf(url, index), '--rejects', rejects, '--visibility-timeout', '3s', '--json'];
    await road.put(`${folder}/mixed.log.gz`, flowLogObject([lineOf(1), badSource, badInterface]));

    // The SDK sends to the address that the queue's URL has.
    const throughProxy = road.queueUrl.replace(road.aws.endpoint, proxy.url);
    const env = road.aws.environment;
    await using first = startLogflow(['consume', '--queue', throughProxy, ...args], { env });
    await proxy.held;
    await waitFor(async () => (await keptIn(road, 'kept')).objects === 1, { what: 'the rejects' });
    first.kill('SIGKILL');
    await first.done;
    const before = await keptIn(road, 'kept');

    await using second = startLogflow(['consume', '--queue', road.queue, ...args], { env });
    await waitFor(
      async () => {
        const { visible, inFlight } = await road.depth();
        return visible + inFlight === 0;
      },
      { what: 'an empty queue', timeoutMs: 60_000 },
    );
    second.kill('SIGTERM');
    const result = await second.done;

    expect(result.code).toBe(0);
    expect(summaryOf(result.stdout)).toMatchObject({
      objects: { delivered: 1, failed: 0 },
      documents: { read: 3, duplicate: 1, rejected: 2 },
    });
    const after = await keptIn(road, 'kept');
    expect(after.objects).toBe(1);
    const whole = before.entries.map(({ at: _, ...entry }) => entry);
    expect(after.entries.map(({ at: _, ...entry }) => entry)).toEqual(whole);
    expect(whole).toMatchObject([{ op: 'create', document: { message: badSource } }, { op: 'create' }]);
    expect(await allDocuments(url, `${index}-*`)).toHaveLength(1);
    expect(await road.deadLetters()).toBe(0);
  });

  it('where the store takes nothing the object has failed, and its message stays (R21)', async () => {
    await using road = await openRoad('direct');
    await using files = temporaryFolder();
    const key = `${folder}/mixed.log.gz`;
    const body = flowLogObject([lineOf(1), badSource]);
    await road.put(key, body);
    await road.put(`${folder}/good.log.gz`, flowLogObject([lineOf(4)]));
    // Where the file would go is a directory.
    const etag = (await road.s3.send(new GetObjectCommand({ Bucket: road.bucket, Key: key }))).ETag ?? '';
    mkdirSync(join(files.path, rejectsName(`s3://${road.bucket}/${key}`, etag.replaceAll('"', '')), 'full'), {
      recursive: true,
    });
    const args = ['consume', '--queue', road.queue, ...settingsOf(url, `${name}-full`), '--drain', '--json'];
    const run = await runLogflow([...args, '--rejects', `dir:${files.path}`, '--rejects-durable'], {
      env: road.aws.environment,
    });
    expect(run.code).toBe(1);
    const summary = summaryOf(run.stdout);
    expect(summary).toMatchObject({
      ok: false,
      objects: { delivered: 1, failed: 1 },
      documents: { read: 3, indexed: 2, rejected: 1 },
      messages: { released: 1 },
    });
    const problem = summary.problems.find(({ code }) => code === 'LF_REJECTS_STORE');
    expect(problem?.message).toContain(files.path);
    expect((await road.depth()).inFlight).toBe(1);
    expect(readdirSync(files.path).filter((file) => file.endsWith('.tmp'))).toEqual([]);
  });

  it('an object of which everything is refused is delivered, in bounded pieces', async () => {
    await using files = temporaryFolder();
    await using home = temporaryFolder();
    const lines = Array.from({ length: 3000 }, (_, i) =>
      lineOf(i).replaceAll('172.31.25.250', 'not-an-address'),
    );
    const store = ['--rejects', `dir:${files.path}`, '--rejects-durable'];
    const args = [
      'ingest',
      '-',
      ...settingsOf(url, `${name}-all`),
      '--json',
      ...store,
      '--as',
      's3://b/k?versionId=v',
    ];
    const run = await runLogflow(args, { stdin: flowLogObject(lines), env: { TMPDIR: home.path } });
    expect(run.code).toBe(0);
    expect(summaryOf(run.stdout)).toMatchObject({ documents: { read: 3000, indexed: 0, rejected: 3000 } });
    const text = gunzipSync(readFileSync(join(files.path, rejectsName('s3://b/k', 'v')))).toString();
    expect(
      new Set(
        text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).line),
      ).size,
    ).toBe(3000);
    expect(readdirSync(home.path).filter((file) => file.startsWith('logflow-rejects'))).toEqual([]);
  });
});
