import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { articleHeader, flowLogObject, folder, goldenLine } from '../helpers/flow-lines.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { allDocuments, ask, summaryOf, wipe } from '../helpers/search.ts';
import { withoutRead } from '../helpers/template-cluster.ts';

const plain = `${articleHeader}\n${goldenLine}\n`;
/** The golden line is of 2020-03-08 in UTC, and of the next day in Tokyo. */
const tokyo = ['--timezone', 'Asia/Tokyo'];

const ingestBy = (node: string, index: string, ...args: readonly string[]) =>
  runLogflow(['ingest', '-', '--node', node, '--index', index, '--json', ...args], { stdin: plain });

describeEachCluster('a changed pipeline (R9)', ({ name, url }) => {
  const prefixes: string[] = [];
  afterEach(async () => {
    for (const prefix of prefixes.splice(0)) await wipe(url, prefix);
  });
  /** Indices that no other test has. */
  const fresh = () => {
    const prefix = `p${randomBytes(6).toString('hex')}`;
    prefixes.push(prefix);
    return { prefix, index: `${prefix}-{yyyy}-{MM}-{dd}`, day: `${prefix}-2020-03-08` };
  };
  const ingest = (index: string, ...args: readonly string[]) => ingestBy(url, index, ...args);
  const install = (index: string, ...args: readonly string[]) =>
    runLogflow(['template', 'install', '--node', url, '--index', index, '--json', ...args]);
  const indices = async (prefix: string) =>
    (await allDocuments(url, `${prefix}-*`)).map(({ _index }) => _index).sort();
  const templatePath = (prefix: string) =>
    `${url}/${name === 'elasticsearch7' ? '_template' : '_index_template'}/${prefix}`;

  it.each([
    ['time zone', tokyo, 'timezone UTC', 'timezone Asia/Tokyo', '--timezone UTC'],
    ['kind of id', ['--id', 'position'], 'id content', 'id position', '--id content'],
  ])('another %s is refused before the first write (R9)', async (_, change, was, now, back) => {
    const { prefix, index, day } = fresh();
    expect((await ingest(index)).code).toBe(0);
    for (const args of [change, [...change, '--no-template']]) {
      const refused = await ingest(index, ...args);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain(`made with ${was}; this run has ${now}`);
      expect(refused.stderr).toMatch(new RegExp(`next: Run with ${back} as before; .*--accept-change.*`));
      expect(refused.stderr).toContain('(LF_PIPELINE_CHANGED)');
    }
    const explained = await runLogflow(
      ['explain', '-', '--node', url, '--index', index, '--json', ...change],
      { stdin: plain },
    );
    expect(JSON.parse(explained.stdout)).toMatchObject({
      ok: false,
      problems: [{ code: 'LF_PIPELINE_CHANGED' }],
    });
    // The indices know it as well.
    await ask('DELETE', templatePath(prefix));
    for (const args of [change, [...change, '--no-template']]) {
      const refused = await ingest(index, ...args);
      expect(refused.stderr).toContain(`the index ${day}: made with ${was}`);
    }
    expect((await ask('GET', templatePath(prefix))).status).toBe(404);
    expect(await indices(prefix)).toEqual([day]);
    const again = await ingest(index);
    expect(summaryOf(again.stdout).documents).toMatchObject({ indexed: 0, duplicate: 1 });
  });

  it('indices by month where there were some by day are refused, and indices of another name are not (R9)', async () => {
    const { prefix, index, day } = fresh();
    expect((await ingest(index, ...tokyo)).code).toBe(0);
    const monthly = await ingest(`${prefix}-{yyyy}-{MM}`, ...tokyo);
    expect(monthly.code).toBe(1);
    expect(monthly.stderr).toContain(`made with index ${index}; this run has index ${prefix}-{yyyy}-{MM}`);
    // Their names match the pattern of the first ones; its template makes them, too.
    const beside = `${prefix}-test-{yyyy}-{MM}-{dd}`;
    const other = await ingest(beside);
    expect(other).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('no fingerprint of this pipeline'),
    });
    expect((await ingest(index, '--timezone', 'Japan')).code).toBe(0);
    expect(await indices(prefix)).toEqual([day.replace(/08$/, '09'), `${prefix}-test-2020-03-08`]);
  });

  it('an agreed change is taken from then on, and the old values are refused (R9)', async () => {
    const { prefix, index, day } = fresh();
    expect((await ingest(index)).code).toBe(0);
    const before = await ask('GET', templatePath(prefix));
    const alone = await install(index, ...tokyo);
    expect(alone.code).toBe(1);
    expect(JSON.parse(alone.stdout)).toMatchObject({
      ok: false,
      templates: [
        {
          fingerprint: { pipeline: 'vpcflowlogs', timezone: 'Asia/Tokyo', index, id: 'content' },
          report: { kind: 'changed', changes: [{ field: 'timezone', was: 'UTC', now: 'Asia/Tokyo' }] },
        },
      ],
    });
    expect(await ask('GET', templatePath(prefix))).toEqual(before);

    const agreed = await install(index, ...tokyo, '--accept-change');
    expect(agreed.code, agreed.stdout).toBe(0);
    expect(JSON.parse(agreed.stdout).templates[0].report).toMatchObject({ kind: 'updated' });
    expect(JSON.parse((await install(index, ...tokyo)).stdout).templates[0].report.kind).toBe('present');
    expect((await ingest(index, ...tokyo)).code).toBe(0);
    expect((await ingest(index, ...tokyo, '--no-template')).code).toBe(0);
    expect(await indices(prefix)).toEqual([day, day.replace(/08$/, '09')]);
    expect((await ingest(index)).stderr).toContain('LF_PIPELINE_CHANGED');
    // And back again.
    expect((await install(index, '--accept-change')).code).toBe(0);
    expect((await ingest(index)).code).toBe(0);
    expect((await ingest(index, ...tokyo)).stderr).toContain('LF_PIPELINE_CHANGED');
  });

  it('a template that was put in advance is changed without much ado (R9)', async () => {
    const { index } = fresh();
    expect((await install(index)).code).toBe(0);
    const refused = await ingest(index, ...tokyo);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('run `logflow template install` with the settings of this run');
    const changed = await install(index, ...tokyo);
    expect(JSON.parse(changed.stdout).templates[0].report).toMatchObject({
      kind: 'updated',
      changes: [{ field: 'timezone', was: 'UTC', now: 'Asia/Tokyo' }],
    });
    expect((await ingest(index, ...tokyo)).code).toBe(0);
  });

  it('backfill --overwrite is refused, too: other ids overwrite nothing (R9)', async () => {
    const { prefix, index, day } = fresh();
    await using road = await openRoad('nothing');
    await road.put(`${folder}/one.log.gz`, flowLogObject([goldenLine]));
    const backfill = (...args: readonly string[]) =>
      runLogflow(['backfill', '--prefix', 's3://logs/', '--node', url, '--index', index, '--json', ...args], {
        env: road.aws.environment,
      });
    const first = await backfill();
    expect(first.code, first.stderr).toBe(0);
    const refused = await backfill('--overwrite', '--id', 'position');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('LF_PIPELINE_CHANGED');
    expect(await indices(prefix)).toEqual([day]);
  });

  it('who may not look is told so, and goes on (R9)', async () => {
    const { prefix, index, day } = fresh();
    await using guarded = await withoutRead(url);
    const run = await ingestBy(guarded.url, index, '--no-template');
    expect(run.code, run.stderr).toBe(0);
    expect(run.stderr).toContain('may go unnoticed');
    expect(await indices(prefix)).toEqual([day]);
  });
});
