import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { snapshotSchema, summarySchema } from '../../src/app/output/schema.ts';
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { flowLogObject, folder, lineOf } from '../helpers/flow-lines.ts';
import { startLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';
import { temporaryFolder } from '../helpers/temp.ts';

async function filledRoad(): Promise<Road> {
  const road = await openRoad();
  for (let n = 1; n <= 3; n++) await road.put(`${folder}/${n}.log.gz`, flowLogObject([lineOf(n)]));
  await road.send('this is no notification');
  return road;
}

/** Names what Node loads of the screen's parts: nothing may be, where nobody looks at a screen. */
const spy = `import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) {
  if (/node_modules\\/(react|ink|yoga-layout)\\//.test(url)) process.stderr.write('LOADED ' + url + '\\n');
  return next(url, context);
} });
`;

describe('lines for machines', () => {
  it('every line of `consume --json` is as published, and the last one is the summary', async () => {
    await using road = await filledRoad();
    const hold = Promise.withResolvers<undefined>();
    await using cluster = await startAcknowledger(() => hold.promise);
    const args = ['consume', '--queue', road.queue, '--node', cluster.url, '--no-template', '--json'];
    await using run = startLogflow([...args, '--drain'], { env: road.aws.environment });
    // The progress line and the snapshot are of the same moment.
    await run.waitForStderr(/3 under way/);
    hold.resolve(undefined);
    const { code, stdout, stderr } = await run.done;
    expect(code).toBe(0);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines.length).toBeGreaterThanOrEqual(2);
    const snapshots = lines.slice(0, -1).map((line) => snapshotSchema.parse(line));
    expect(snapshots[0]).toMatchObject({ phase: 'running', inFlight: { objects: 3 } });
    expect(snapshots[0]?.underWay).toHaveLength(3);
    expect(summarySchema.parse(lines.at(-1))).toMatchObject({ ok: true, documents: { indexed: 3 } });
    const records = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; code?: string });
    expect(new Set(records.map(({ type }) => type))).toEqual(new Set(['log']));
    expect(records.filter((record) => record.code === 'LF_MESSAGE_UNRECOGNISED')).toHaveLength(1);
  });

  it('with documents on stdout they are on stderr', async () => {
    await using road = await filledRoad();
    const args = ['consume', '--queue', road.queue, '--output', 'ndjson:-', '--json'];
    await using run = startLogflow(args, { env: road.aws.environment });
    await run.waitForStderr(/"type":"snapshot".*"indexed":3/);
    run.kill('SIGTERM');
    const { code, stdout, stderr } = await run.done;
    expect(code).toBe(0);
    const documents = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(documents.map((document) => Object.keys(document))).toEqual(
      Array(3).fill(['_index', '_id', '_source']),
    );
    const last = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') as unknown;
    expect(summarySchema.parse(last)).toMatchObject({ type: 'summary', ok: true });
  });

  it('a run that cannot begin ends with a summary, too', async () => {
    await using road = await openRoad();
    const args = ['consume', '--queue', 'no-such-queue', '--output', 'ndjson:out', '--json'];
    await using run = startLogflow(args, { env: road.aws.environment });
    const { code, stdout } = await run.done;
    expect(code).toBe(1);
    expect(summarySchema.parse(JSON.parse(stdout))).toMatchObject({
      ok: false,
      error: { code: 'LF_QUEUE_MISSING' },
    });
  });
});

it('in a pipe there are plain lines, no escape codes, and no part of the screen is loaded', async () => {
  await using road = await filledRoad();
  await using folderOfSpy = temporaryFolder();
  const spyFile = join(folderOfSpy.path, 'spy.mjs');
  await writeFile(spyFile, spy);
  const env = { ...road.aws.environment, NODE_OPTIONS: `--import=${spyFile}`, FORCE_COLOR: '1' };
  const args = ['consume', '--queue', road.queue, '--output', 'ndjson:out', '--drain'];
  await using run = startLogflow(args, { env });
  const { code, stdout, stderr } = await run.done;
  expect(code).toBe(0);
  expect(stderr).toContain('warning: a message is not an S3 notification');
  expect(stderr).not.toContain('LOADED');
  expect(stdout).toContain('books       balance');
  expect(`${stdout}${stderr}`).not.toContain('\u001b');
});
