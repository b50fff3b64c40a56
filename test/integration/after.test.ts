import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Buckets, openBuckets } from '../helpers/buckets.ts';
import { describeCluster } from '../helpers/each-cluster.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { findMinistack } from '../helpers/ministack.ts';
import { runLogflow } from '../helpers/process.ts';
import { allDocuments, lastLineOf, wipe } from '../helpers/search.ts';

const ministack = await findMinistack();
const nothing = { gone: 0, changed: 0, kept: 0, failed: 0, aborted: 0 };
const empty = { visible: 0, inFlight: 0, delayed: 0 };
/** An `ip` field takes no such thing. */
const refused = lineOf(2).replaceAll('172.31.25.250', 'not-an-address');

describeCluster('opensearch2', 'what is done with objects whose documents are in', ({ url }) => {
  let buckets: Buckets;
  beforeAll(async () => {
    await wipe(url, 'after-');
    if (ministack.kind === 'up') buckets = await openBuckets(ministack);
  });
  afterAll(async () => {
    await buckets?.[Symbol.asyncDispose]();
    await wipe(url, 'after-');
  });

  const into = (name: string) => ['--node', url, '--index', `after-${name}-{yyyy}-{MM}-{dd}`, '--json'];
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await runLogflow(args, { env: buckets.environment() });
    return { code, stderr, summary: stdout === '' ? undefined : lastLineOf(stdout) };
  };
  const consume = (name: string, ...more: string[]) =>
    run('consume', '--queue', buckets.queue, '--drain', ...into(name), ...more);
  const documents = async (name: string) =>
    (await allDocuments(url, `after-${name}-*`, ['message'])).map(({ _source }) => _source.message).sort();

  it.skipIf(ministack.kind === 'missing')(
    'tag: beside the tags that are there; ten of them are a problem of the object, not of its message',
    async () => {
      await buckets.create('tagged');
      const tens = Array.from({ length: 10 }, (_, n) => `t${n}=v`).join('&');
      const keys = ['plain', 'tagged', 'stale', 'full'].map((name) => `${folder}/${name} +é.log.gz`);
      const [plain = '', tagged = '', stale = '', full = ''] = keys;
      await buckets.fill('tagged', [plain]);
      await buckets.put('tagged', tagged, flowLogObject([lineOf(2)]), { Tagging: 'team=net' });
      await buckets.put('tagged', stale, flowLogObject([lineOf(3)]), { Tagging: 'logflow=no&a=b' });
      await buckets.put('tagged', full, flowLogObject([lineOf(4)]), { Tagging: tens });
      await buckets.announce('tagged', [...keys, plain]);

      const { code, summary, stderr } = await consume('tag', '--after', 'tag:logflow=done = yes');

      expect(code, stderr).toBe(1);
      expect(summary).toMatchObject({
        ok: false,
        objects: { delivered: 5, failed: 0 },
        after: { ...nothing, action: 'tag', done: 4, failed: 1 },
        problems: [{ code: 'LF_AFTER_TAGS', count: 1, message: expect.stringContaining(full) }],
      });
      const done = { logflow: 'done = yes' };
      expect(await buckets.tags('tagged', plain)).toEqual(done);
      expect(await buckets.tags('tagged', tagged)).toEqual({ team: 'net', ...done });
      expect(await buckets.tags('tagged', stale)).toEqual({ a: 'b', ...done });
      expect(Object.keys(await buckets.tags('tagged', full))).toHaveLength(10);
      expect(await documents('tag')).toEqual([1, 2, 3, 4].map(lineOf).sort());
      expect(await buckets.depth()).toEqual(empty);
    },
  );

  it.skipIf(ministack.kind === 'missing')(
    'move: whole keys below the prefix, with what S3 knows of them; a second run finds nothing',
    async () => {
      await buckets.create('source');
      await buckets.create('archive');
      const names = ['plain', 'a+b', 'a%2Bb', 'k=v|w:x', 'ログ-é', "it's (1)", 'x y', '%'];
      const keys = names.map((name) => `${folder}/${name}.log.gz`).sort();
      await buckets.fill('source', keys);
      await buckets.put('source', keys[0] ?? '', await buckets.body('source', keys[0] ?? ''), {
        Tagging: 'a=b',
      });
      await buckets.put('source', 'AWSLogs/other.txt', 'not a log');
      const args = ['backfill', '--prefix', 's3://source/', ...into('move')];
      const move = ['--after', 'move:s3://archive/done/'];

      const first = await run(...args, ...move);

      expect(first.code, first.stderr).toBe(0);
      expect(first.summary).toMatchObject({
        ok: true,
        finished: true,
        after: { ...nothing, action: 'move', done: keys.length },
      });
      expect(await buckets.keys('source')).toEqual(['AWSLogs/other.txt']);
      expect(await buckets.keys('archive')).toEqual(keys.map((key) => `done/${key}`));
      for (const [n, key] of keys.entries()) {
        expect(await buckets.body('archive', `done/${key}`)).toEqual(flowLogObject([lineOf(1 + n)]));
      }
      expect(await buckets.tags('archive', `done/${keys[0]}`)).toEqual({ a: 'b' });
      expect(await documents('move')).toEqual(keys.map((_, n) => lineOf(1 + n)).sort());

      const second = await run(...args, ...move);
      expect(second.summary).toMatchObject({ ok: true, after: { done: 0 }, objects: { started: 0 } });
      // Another object under a key that was moved before: neither of the two is lost.
      await buckets.fill('source', keys.slice(0, 1), 100);
      const third = await run(...args, ...move);
      expect(third.code).toBe(1);
      expect(third.summary).toMatchObject({
        after: { ...nothing, done: 0, failed: 1 },
        documents: { indexed: 1 },
        problems: [{ code: 'LF_AFTER_TAKEN' }],
        next: expect.stringMatching(/--after move:s3:\/\/archive\/done\/ .*--retry-failed$/),
      });
      expect(await buckets.body('source', keys[0] ?? '')).toEqual(flowLogObject([lineOf(100)]));
      expect(await buckets.body('archive', `done/${keys[0]}`)).toEqual(flowLogObject([lineOf(1)]));
    },
  );

  it.skipIf(ministack.kind === 'missing')(
    'delete: the version that was read and no other; not what holds malformed lines, not the rejects',
    async () => {
      await buckets.create('versions', true);
      await buckets.create('plain');
      const key = `${folder}/x.log.gz`;
      const old = await buckets.put('versions', key, flowLogObject([lineOf(50)]));
      await buckets.put('versions', key, flowLogObject([lineOf(1)]));
      const half = `${folder}/half.log.gz`;
      await buckets.put('plain', half, flowLogObject([lineOf(3), 'not a line of a flow log']));
      await buckets.put('plain', key, flowLogObject([refused, lineOf(4)]));
      const rejects = ['--rejects', `s3://plain/${folder}/rejects`];
      const prefixes = ['--prefix', 's3://versions/', '--prefix', 's3://plain/'];

      const { code, summary, stderr } = await run(
        'backfill',
        ...prefixes,
        ...into('delete'),
        ...rejects,
        '--after',
        'delete',
      );

      expect(code, stderr).toBe(0);
      expect(summary).toMatchObject({
        ok: true,
        documents: { indexed: 3, rejected: 1, malformed: 1 },
        after: { ...nothing, action: 'delete', done: 2, kept: 1 },
      });
      const kept = summary.problems.find(({ code }: { code: string }) => code === 'LF_AFTER_MALFORMED');
      expect(kept).toMatchObject({ count: 1, message: expect.stringContaining(half) });
      expect(await buckets.versions('versions')).toEqual([old]);
      const left = await buckets.keys('plain');
      expect(left).toEqual([half, expect.stringMatching(/\/rejects\/[\w-]+\.rejects\.ndjson\.gz$/)]);
      expect(await documents('delete')).toEqual([1, 3, 4].map(lineOf).sort());
    },
  );

  it.skipIf(ministack.kind === 'missing')(
    'a move to where new objects are announced is refused at the start, and cut at the first turn (R30)',
    async () => {
      await buckets.create('loop');
      const QueueArn = `arn:aws:sqs:us-east-1:000000000000:${buckets.queue}`;
      const notify = (prefix: string) => {
        const Filter = { Key: { FilterRules: [{ Name: 'prefix' as const, Value: prefix }] } };
        const QueueConfigurations = [{ QueueArn, Events: ['s3:ObjectCreated:*' as const], Filter }];
        const NotificationConfiguration = { QueueConfigurations };
        const command = { Bucket: 'loop', NotificationConfiguration };
        return buckets.s3.send(new PutBucketNotificationConfigurationCommand(command));
      };
      const key = `${folder}/x.log.gz`;
      const move = ['--after', 'move:s3://loop/done'];
      await notify('done/AWSLogs/');
      const told = await consume('loop', ...move);
      expect(told.code).toBe(2);
      expect(told.stderr).toContain('LF_AFTER_LOOP');

      const nowhere = await consume('loop', '--after', 'move:s3://nowhere/done');
      expect(nowhere.code).toBe(2);
      expect(nowhere.stderr).toContain('LF_AFTER_BUCKET');

      await notify('AWSLogs/');
      await buckets.fill('loop', [key]);
      // As if somebody else's rule announced it.
      await buckets.announce('loop', [`done/${key}`]);
      const moved = await consume('loop', ...move);
      expect(moved.code, moved.stderr).toBe(0);
      expect(moved.summary).toMatchObject({
        ok: true,
        objects: { started: 1, delivered: 1 },
        after: { ...nothing, action: 'move', done: 1 },
        messages: { ignored: 1, unclaimed: 0 },
        problems: [{ code: 'LF_AFTER_LOOP', count: 1 }],
      });
      expect(await buckets.keys('loop')).toEqual([`done/${key}`]);
      expect(await documents('loop')).toEqual([lineOf(1)]);
      expect(await buckets.depth()).toEqual(empty);
    },
  );
});
