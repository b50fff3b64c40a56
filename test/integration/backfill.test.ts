import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeCluster } from '../helpers/each-cluster.ts';
import { runLogflow, startLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { allDocuments, lastLineOf, summaryOf, wipe } from '../helpers/search.ts';
import { linesOfEach, storeLogs } from '../helpers/stored-logs.ts';
import { temporaryFolder } from '../helpers/temp.ts';
import { waitFor } from '../helpers/wait.ts';

/** 20,000 by hand: `LOGFLOW_TEST_OBJECTS=20000 npx vitest run --project real test/integration/backfill.test.ts` */
const objects = Number(process.env.LOGFLOW_TEST_OBJECTS ?? 5_000);
const kills = 5;
const timeoutMs = 200_000 + objects * 20;

/** Objects in the only ledger below a state directory, as it is on the disk. */
function recorded(state: string): number {
  const [name] = readdirSync(join(state, 'backfill')).filter((file) => file.endsWith('.ledger'));
  return readFileSync(join(state, 'backfill', name ?? ''), 'latin1').match(/^[dgf] /gm)?.length ?? 0;
}

describeCluster('opensearch2', 'backfill', ({ url }) => {
  beforeAll(() => wipe(url, 'backfill'));
  afterAll(() => wipe(url, 'backfill'));

  const idsIn = async (indices: string) => new Set((await allDocuments(url, indices)).map(({ _id }) => _id));

  it(
    `${objects} objects, killed ${kills} times and resumed: exactly the expected ids; a second run adds nothing`,
    async () => {
      await using road = await openRoad('nothing');
      await using state = temporaryFolder();
      const stored = await storeLogs(road, objects);
      const index = 'backfill-kill-{yyyy}-{MM}-{dd}';
      const args = ['backfill', '--prefix', 's3://logs/', '--node', url, '--index', index, '--json'];
      const env = { ...road.aws.environment, LOGFLOW_STATE: state.path };
      for (let n = 0; n < kills; n++) {
        // Slow enough to be killed before its end, wherever that finds it.
        const rate = ['--rate', String(Math.ceil(objects / 50))];
        await using run = startLogflow([...args, ...rate, '--resume'], { env, timeoutMs });
        const before = n === 0 ? 0 : recorded(state.path);
        const enough = before + 1 + Math.floor((Math.random() * objects) / 25);
        await waitFor(() => recorded(state.path) >= enough, { what: `${enough} records`, timeoutMs });
        run.kill('SIGKILL');
        expect((await run.done).signal).toBe('SIGKILL');
      }
      const told = await runLogflow(args, { env, timeoutMs });
      expect(told.code).toBe(2);
      expect(told.stderr).toContain('--resume');

      const known = recorded(state.path);
      const last = await runLogflow([...args, '--resume'], { env, timeoutMs });
      expect(last.code, last.stderr).toBe(0);
      const end = lastLineOf(last.stdout);
      expect(end).toMatchObject({
        ok: true,
        finished: true,
        listing: { listed: objects, selected: objects },
      });
      expect(end.listing.skipped.done).toBe(known);
      expect(end.objects.delivered).toBe(objects - known);
      expect(await idsIn('backfill-kill-*')).toEqual(stored.ids);

      const again = await runLogflow(args, { env, timeoutMs });
      expect(again.code, again.stderr).toBe(0);
      expect(summaryOf(again.stdout)).toMatchObject({
        objects: { delivered: objects },
        documents: { read: objects * linesOfEach, indexed: 0, duplicate: objects * linesOfEach },
      });
      expect(await idsIn('backfill-kill-*')).toEqual(stored.ids);
    },
    timeoutMs * 8,
  );

  it('beside a consumer of the same objects: exactly the expected ids', async () => {
    await using road = await openRoad('direct');
    const stored = await storeLogs(road, 200);
    const target = ['--node', url, '--index', 'backfill-beside-{yyyy}-{MM}-{dd}', '--json'];
    const { environment: env } = road.aws;
    const runs = await Promise.all([
      runLogflow(['backfill', '--prefix', 's3://logs/AWSLogs/', ...target], { env, timeoutMs }),
      runLogflow(['consume', '--queue', road.queue, '--drain', ...target], { env, timeoutMs }),
    ]);
    expect(runs.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0]);
    const books = runs.map(({ stdout }) => summaryOf(stdout).documents);
    const sum = (what: 'read' | 'indexed' | 'duplicate') =>
      books.reduce((total, one) => total + one[what], 0);
    expect(sum('read')).toBe(2 * stored.ids.size);
    expect(sum('indexed') + sum('duplicate')).toBe(2 * stored.ids.size);
    expect(await idsIn('backfill-beside-*')).toEqual(stored.ids);
  });

  it('--enqueue: two consumers share the work; sent once, it is not sent again', async () => {
    await using road = await openRoad('nothing');
    const stored = await storeLogs(road, 300);
    await using state = temporaryFolder();
    const env = { ...road.aws.environment, LOGFLOW_STATE: state.path };
    const enqueue = ['backfill', '--prefix', 's3://logs/', '--enqueue', '--queue', road.queue, '--json'];
    const part = await runLogflow([...enqueue, '--limit', '120'], { env });
    expect(lastLineOf(part.stdout)).toMatchObject({ ok: true, finished: false, enqueued: { objects: 120 } });
    const rest = await runLogflow([...enqueue, '--resume'], { env });
    expect(rest.code, rest.stderr).toBe(0);
    expect(lastLineOf(rest.stdout)).toMatchObject({
      ok: true,
      finished: true,
      enqueued: { objects: 180 },
      listing: { skipped: { done: 120 } },
    });
    const target = ['--node', url, '--index', 'backfill-queue-{yyyy}-{MM}-{dd}', '--drain', '--json'];
    const start = () => startLogflow(['consume', '--queue', road.queue, ...target], { env, timeoutMs }).done;
    const runs = await Promise.all([start(), start()]);
    expect(runs.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0]);
    const read = runs.map(({ stdout }) => summaryOf(stdout).documents.read);
    expect(read[0] ?? 0).toBeGreaterThan(0);
    expect(read[1] ?? 0).toBeGreaterThan(0);
    expect((read[0] ?? 0) + (read[1] ?? 0)).toBe(stored.ids.size);
    expect(await idsIn('backfill-queue-*')).toEqual(stored.ids);
    expect(await road.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('--overwrite replaces what is there', async () => {
    await using road = await openRoad('nothing');
    const stored = await storeLogs(road, 12);
    const args = [
      'backfill',
      '--prefix',
      's3://logs/',
      '--node',
      url,
      '--index',
      'backfill-over-{yyyy}',
      '--json',
    ];
    const { environment: env } = road.aws;
    expect((await runLogflow([...args, '--no-origin'], { env })).code).toBe(0);
    const before = await allDocuments(url, 'backfill-over-*');
    expect(before.some(({ _source }) => 'log' in _source)).toBe(false);
    const over = await runLogflow([...args, '--overwrite'], { env });
    expect(summaryOf(over.stdout).documents).toMatchObject({ indexed: stored.ids.size, duplicate: 0 });
    const after = await allDocuments(url, 'backfill-over-*');
    expect(new Set(after.map(({ _id }) => _id))).toEqual(stored.ids);
    const paths = new Set(after.map(({ _source }) => (_source.log as { file: { path: string } }).file.path));
    expect(paths).toEqual(new Set(stored.keys.map((key) => `s3://logs/${key}`)));
  });
});

describe('backfill --dry-run', () => {
  it('is exact, and writes nothing anywhere', async () => {
    await using road = await openRoad('nothing');
    const stored = await storeLogs(road, 90);
    await storeLogs(road, 9, 'other/');
    await road.put('AWSLogs/123456789010/readme.txt', 'hello');
    await road.put('AWSLogs/folder/', new Uint8Array(0));
    await using home = temporaryFolder();
    const env = { ...road.aws.environment, HOME: home.path };
    const plan = async (...args: string[]) => {
      const run = await runLogflow(['backfill', '--dry-run', '--json', ...args], { env });
      expect(run.code, run.stderr).toBe(0);
      return lastLineOf(run.stdout);
    };
    const all = await plan('--prefix', 's3://logs/AWSLogs/');
    expect(all).toMatchObject({ type: 'plan', objects: 90, bytes: stored.bytes });
    const days = Object.entries(stored.days).map(([day, counts]) => ({ day, ...counts }));
    expect(
      all.days.map(({ day, objects, bytes }: (typeof days)[number]) => ({ day, objects, bytes })),
    ).toEqual(days.sort((a, b) => (a.day < b.day ? -1 : 1)));
    expect(all.listing).toMatchObject({
      listed: 92,
      skipped: { unclaimed: 1, folders: 1 },
      unclaimed: ['s3://logs/AWSLogs/123456789010/readme.txt'],
    });
    expect(all.estimate.documents).toBeGreaterThan(0.8 * stored.ids.size);
    expect(all.estimate.documents).toBeLessThan(1.2 * stored.ids.size);

    const one = ['--since', '2020-03-08', '--until', '2020-03-08'];
    expect((await plan('--prefix', 's3://logs/AWSLogs/', ...one)).objects).toBe(30);
    expect((await plan('--prefix', 's3://logs/', ...one, '--exclude', '*hour=12*')).objects).toBe(15 + 1);
    expect((await plan('--prefix', 's3://logs/', '--include', 'other/*')).objects).toBe(9);
    expect((await plan('--prefix', 's3://logs', '--account', '210987654321')).objects).toBe(23);
    expect(
      (await plan('--prefix', 's3://logs', '--account', '210987654321', '--region', 'eu-west-1')).objects,
    ).toBe(0);
    expect(
      (await plan('--prefix', 's3://logs/', '--prefix', 's3://logs/other/', '--limit', '95')).objects,
    ).toBe(95);
    expect(readdirSync(home.path)).toEqual([]);
  });
});
