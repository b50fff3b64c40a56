import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Buckets, openBuckets } from '../helpers/buckets.ts';
import { describeCluster } from '../helpers/each-cluster.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { findMinistack } from '../helpers/ministack.ts';
import { runLogflow, startLogflow } from '../helpers/process.ts';
import { type S3Call, type S3Fault, startS3Proxy } from '../helpers/s3-proxy.ts';
import { allDocuments, lastLineOf, wipe } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const ministack = await findMinistack();
const nothing = { done: 0, gone: 0, changed: 0, kept: 0, failed: 0, aborted: 0 };
const empty = { visible: 0, inFlight: 0, delayed: 0 };
const key = `${folder}/x y.log.gz`;
const isCopy = ({ method, headers }: S3Call) =>
  method === 'PUT' && headers['x-amz-copy-source'] !== undefined;
const isDelete = ({ method }: S3Call) => method === 'DELETE';
const error = (code: string) =>
  `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>no</Message></Error>`;
const result =
  '<CopyObjectResult><ETag>"0123456789abcdef0123456789abcdef"</ETag><LastModified>2020-03-08T00:00:00.000Z</LastModified></CopyObjectResult>';

describeCluster('opensearch2', 'what is done with objects, in trouble', ({ url }) => {
  let buckets: Buckets;
  let n = 0;
  beforeAll(async () => {
    await wipe(url, 'trouble-');
    if (ministack.kind === 'up') buckets = await openBuckets(ministack);
  });
  afterAll(async () => {
    await buckets?.[Symbol.asyncDispose]();
    await wipe(url, 'trouble-');
  });

  const into = (name: string) => ['--node', url, '--index', `${name}-{yyyy}-{MM}-{dd}`, '--json'];
  const documents = async (name: string) =>
    (await allDocuments(url, `${name}-*`, ['message'])).map(({ _source }) => _source.message).sort();
  /** A bucket with an object, behind a proxy; `archive` beside it. */
  async function open(fault: S3Fault) {
    n += 1;
    const bucket = `trouble-${n}`;
    await buckets.create(bucket);
    await buckets.create(`${bucket}-archive`);
    await buckets.fill(bucket, [key]);
    const proxy = await startS3Proxy(buckets.endpoint, fault);
    return {
      bucket,
      proxy,
      env: buckets.environment(proxy.url),
      move: ['--after', `move:s3://${bucket}-archive/done`],
      archived: () => buckets.keys(`${bucket}-archive`),
      [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
    };
  }
  const consumeArgs = (name: string) => [
    'consume',
    ...['--queue', buckets.queue, '--drain', '--visibility-timeout', '2', ...into(name)],
  ];

  it.skipIf(ministack.kind === 'missing')(
    'a copy that is refused: the documents are in, the object is there, its message is done',
    async () => {
      await using s3 = await open((call) =>
        isCopy(call) || call.query.has('notification')
          ? { kind: 'answer', status: 403, code: 'AccessDenied' }
          : undefined,
      );
      await buckets.announce(s3.bucket, [key]);
      const run = await runLogflow([...consumeArgs(s3.bucket), ...s3.move], { env: s3.env });
      expect(run.code, run.stderr).toBe(1);
      expect(run.stderr).toContain(`cannot see what ${s3.bucket}-archive announces (AccessDenied)`);
      expect(lastLineOf(run.stdout)).toMatchObject({
        ok: false,
        objects: { delivered: 1, failed: 0 },
        after: { ...nothing, action: 'move', failed: 1 },
        problems: [
          {
            code: 'LF_AFTER_FORBIDDEN',
            count: 1,
            message: expect.stringContaining(`s3://${s3.bucket}/${key}`),
          },
        ],
      });
      expect(await buckets.keys(s3.bucket)).toEqual([key]);
      expect(await documents(s3.bucket)).toEqual([lineOf(1)]);
      expect(await buckets.depth()).toEqual(empty);
    },
  );

  it.skipIf(ministack.kind === 'missing')(
    'a copy that fails, at once or behind a 200, or is not what it should be: nothing is deleted',
    async () => {
      const answers: Record<string, { status: number; code?: string; body?: string }> = {
        'fails for long': { status: 500, code: 'InternalError' },
        'begins and fails then': { status: 200, body: error('InternalError') },
        'is empty': { status: 200, body: '' },
        'fails in another form': { status: 200, body: `${error('SlowDown')}\n` },
        'has no result': { status: 200, body: '<CopyObjectResult/>' },
        'is not there': { status: 200, body: result },
      };
      const names = Object.keys(answers);
      const of = ({ key }: S3Call) => answers[names.find((name) => key.endsWith(`/${name}.log.gz`)) ?? ''];
      await using s3 = await open((call) => {
        const answer = isCopy(call) ? of(call) : undefined;
        return answer && { kind: 'answer', ...answer };
      });
      const keys = names.map((name) => `${folder}/${name}.log.gz`);
      await buckets.fill(s3.bucket, keys, 10);
      await using state = temporaryFolder();
      const args = ['backfill', '--prefix', `s3://${s3.bucket}/`, '--state', state.path, ...into(s3.bucket)];
      const run = await runLogflow([...args, ...s3.move], { env: s3.env });
      expect(run.code, run.stderr).toBe(1);
      const { objects, after, problems } = lastLineOf(run.stdout);
      expect({ objects, after }).toMatchObject({
        objects: { delivered: 7, failed: 0 },
        after: { ...nothing, action: 'move', done: 1, failed: 6 },
      });
      const codes = problems.map(({ code, count }: { code: string; count: number }) => [code, count]);
      expect(Object.fromEntries(codes)).toEqual({ LF_AWS_FAULT: 3, LF_AFTER_COPY: 3 });
      expect(s3.proxy.calls.filter(isDelete).map((call) => call.key)).toEqual([key]);
      expect(await buckets.keys(s3.bucket)).toEqual(keys.toSorted());
      expect(await s3.archived()).toEqual([`done/${key}`]);
      expect(await documents(s3.bucket)).toEqual([1, 10, 11, 12, 13, 14, 15].map(lineOf).sort());
    },
  );

  it.skipIf(ministack.kind === 'missing')(
    'killed between copy and delete: nothing is lost, and the next consumer brings it to its end',
    async () => {
      const held = Promise.withResolvers<void>();
      const reached = Promise.withResolvers<void>();
      await using s3 = await open(async (call) => {
        if (!isDelete(call)) return undefined;
        reached.resolve();
        await held.promise;
        return { kind: 'reset' };
      });
      await buckets.announce(s3.bucket, [key]);
      await using run = startLogflow([...consumeArgs(s3.bucket), ...s3.move], { env: s3.env });
      await reached.promise;
      run.kill('SIGKILL');
      expect((await run.done).signal).toBe('SIGKILL');
      held.resolve();
      expect(await buckets.keys(s3.bucket)).toEqual([key]);
      expect(await s3.archived()).toEqual([`done/${key}`]);

      const env = buckets.environment();
      const next = await runLogflow([...consumeArgs(s3.bucket), ...s3.move], { env });
      expect(next.code, next.stderr).toBe(0);
      expect(lastLineOf(next.stdout)).toMatchObject({
        ok: true,
        documents: { read: 1, duplicate: 1 },
        after: { ...nothing, done: 1 },
      });
      expect(await buckets.keys(s3.bucket)).toEqual([]);
      expect(await buckets.body(`${s3.bucket}-archive`, `done/${key}`)).toEqual(flowLogObject([lineOf(1)]));
      expect(await documents(s3.bucket)).toEqual([lineOf(1)]);
      expect(await buckets.depth()).toEqual(empty);

      // It was delivered twice: what was moved is gone, and that is all.
      await buckets.announce(s3.bucket, [key]);
      const twice = await runLogflow([...consumeArgs(s3.bucket), ...s3.move], { env });
      expect(twice.code, twice.stderr).toBe(0);
      expect(lastLineOf(twice.stdout)).toMatchObject({ ok: true, objects: { missing: 1 }, after: nothing });
      expect(await buckets.depth()).toEqual(empty);
    },
  );

  it.skipIf(ministack.kind === 'missing').each([
    ['copied', isCopy, []],
    ['looked at', (call: S3Call) => call.method === 'HEAD' && call.key === key, [`done/${key}`]],
    ['deleted', isDelete, [`done/${key}`]],
  ])('overwritten just before it is %s: what is new is not touched', async (_, when, archived) => {
    const newer = flowLogObject([lineOf(77)]);
    await using s3 = await open(async (call) => {
      if (when(call)) await buckets.put(call.bucket.replace('-archive', ''), key, newer);
      return undefined;
    });
    await using state = temporaryFolder();
    const args = ['backfill', '--prefix', `s3://${s3.bucket}/`, '--state', state.path, ...into(s3.bucket)];
    const run = await runLogflow([...args, ...s3.move], { env: s3.env });
    expect(run.code, run.stderr).toBe(0);
    expect(lastLineOf(run.stdout)).toMatchObject({
      after: { ...nothing, changed: 1 },
      problems: [{ code: 'LF_AFTER_CHANGED', count: 1 }],
    });
    expect(await buckets.body(s3.bucket, key)).toEqual(newer);
    expect(await s3.archived()).toEqual(archived);
    expect(await documents(s3.bucket)).toEqual([lineOf(1)]);
  });

  it.skipIf(ministack.kind === 'missing')(
    'not allowed: one problem and one request for each object; --retry-failed does what was left',
    async () => {
      await using s3 = await open((call) =>
        isDelete(call) ? { kind: 'answer', status: 403, code: 'AccessDenied' } : undefined,
      );
      const keys = Array.from({ length: 30 }, (_, i) => `${folder}/${i}.log.gz`);
      await buckets.fill(s3.bucket, keys, 10);
      await using state = temporaryFolder();
      const args = ['backfill', '--prefix', `s3://${s3.bucket}/`, '--state', state.path, ...into(s3.bucket)];
      const first = await runLogflow([...args, '--after', 'delete'], { env: s3.env });
      expect(first.code, first.stderr).toBe(1);
      expect(lastLineOf(first.stdout)).toMatchObject({
        objects: { delivered: 31 },
        after: { ...nothing, action: 'delete', failed: 31 },
        problems: [
          { code: 'LF_AFTER_FORBIDDEN', count: 31, hint: expect.stringContaining('s3:DeleteObject') },
        ],
        next: expect.stringContaining('--retry-failed'),
      });
      expect(s3.proxy.calls.filter(isDelete)).toHaveLength(31);
      expect(await buckets.keys(s3.bucket)).toEqual([...keys, key].sort());

      const again = await runLogflow([...args, '--after', 'delete', '--retry-failed'], {
        env: buckets.environment(),
      });
      expect(again.code, again.stderr).toBe(0);
      expect(lastLineOf(again.stdout)).toMatchObject({
        documents: { indexed: 0, duplicate: 31 },
        after: { ...nothing, done: 31 },
      });
      expect(await buckets.keys(s3.bucket)).toEqual([]);
      expect(await documents(s3.bucket)).toHaveLength(31);
    },
  );

  it.skipIf(ministack.kind === 'missing')(
    'stopped while an object is moved: its message is put back, and the next run does it',
    async () => {
      const held = Promise.withResolvers<void>();
      const reached = Promise.withResolvers<void>();
      await using s3 = await open(async (call) => {
        if (!isCopy(call)) return undefined;
        reached.resolve();
        await held.promise;
        return { kind: 'reset' };
      });
      await buckets.announce(s3.bucket, [key]);
      const args = [...consumeArgs(s3.bucket), ...s3.move];
      await using run = startLogflow([...args, '--stop-grace', '0'], { env: s3.env });
      await reached.promise;
      run.kill('SIGTERM');
      const stopped = await run.done;
      held.resolve();
      expect(lastLineOf(stopped.stdout)).toMatchObject({
        after: { ...nothing, aborted: 1 },
        messages: { deleted: 0 },
      });
      expect(await buckets.keys(s3.bucket)).toEqual([key]);
      expect(await buckets.depth()).toEqual({ ...empty, visible: 1 });
      const next = await runLogflow(args, { env: buckets.environment() });
      expect(next.code, next.stderr).toBe(0);
      expect(lastLineOf(next.stdout)).toMatchObject({ after: { ...nothing, done: 1 } });
      expect(await documents(s3.bucket)).toEqual([lineOf(1)]);
    },
  );
});
