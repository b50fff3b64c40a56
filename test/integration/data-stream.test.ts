import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { putLines } from '../helpers/audit-kit.ts';
import { describeCluster } from '../helpers/each-cluster.ts';
import { articleHeader, goldenLine, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow } from '../helpers/process.ts';
import { openRoad } from '../helpers/road.ts';
import { allDocuments, ask, lastLineOf, summaryOf } from '../helpers/search.ts';

const plain = (...lines: string[]) => `${articleHeader}\n${lines.join('\n')}\n`;
const freshName = () => `d${randomBytes(6).toString('hex')}`;

describeCluster('opensearch2', 'a data stream', ({ url }) => {
  const names: string[] = [];
  afterEach(async () => {
    for (const name of names.splice(0)) {
      await ask('DELETE', `${url}/_data_stream/${name}`);
      await ask('DELETE', `${url}/${name}`);
      await ask('DELETE', `${url}/_index_template/${name}*`);
    }
  });
  const fresh = () => {
    const name = freshName();
    names.push(name);
    return { name, options: ['--node', url, '--index', name, '--data-stream', '--json'] };
  };

  it('takes what ingest, consume and backfill bring, each line once until it is rolled over (R9)', async () => {
    const { name, options } = fresh();
    await using road = await openRoad('sns');
    const env = road.aws.environment;
    await putLines(road, '2020-03-08', 'a', [goldenLine, lineOf(1)]);
    const consumed = await runLogflow(['consume', '--queue', road.queue, '--drain', ...options], { env });
    expect(consumed.code, consumed.stderr).toBe(0);
    expect(consumed.stderr).toContain('note: in a data stream documents arrive at least once');
    expect(consumed.stderr).toContain(`template ${name}-stream (composable) created`);
    expect(summaryOf(consumed.stdout).documents).toMatchObject({ indexed: 2, duplicate: 0 });
    expect((await ask('GET', `${url}/_data_stream/${name}`)).status).toBe(200);
    const filled = await runLogflow(['backfill', '--prefix', 's3://logs/', ...options], { env });
    expect(summaryOf(filled.stdout).documents).toMatchObject({ indexed: 0, duplicate: 2 });
    const stdin = plain(goldenLine, lineOf(2));
    const ingested = await runLogflow(['ingest', '-', ...options], { stdin });
    expect(summaryOf(ingested.stdout).documents).toMatchObject({ indexed: 1, duplicate: 1 });
    const backing = new Set((await allDocuments(url, name)).map(({ _index }) => _index));
    expect([...backing]).toEqual([`.ds-${name}-000001`]);

    const audit = await runLogflow(['audit', '--prefix', 's3://logs/', ...options], { env });
    expect(audit.code, audit.stdout).toBe(0);
    expect(lastLineOf(audit.stdout).objects).toMatchObject({ complete: 1 });
    const diff = await runLogflow(['template', 'diff', ...options]);
    expect(diff.code, diff.stdout).toBe(0);

    expect((await ask('POST', `${url}/${name}/_rollover`)).status).toBe(200);
    // Another machine, which knows nothing of what was done.
    const again = await runLogflow(['backfill', '--prefix', 's3://logs/', ...options], { env });
    expect(summaryOf(again.stdout).documents).toMatchObject({ indexed: 2, duplicate: 0 });
    const twice = await runLogflow(['audit', '--prefix', 's3://logs/', ...options], { env });
    expect(lastLineOf(twice.stdout).objects).toMatchObject({ complete: 0, surplus: 1 });
  });

  it('is not taken for an index, nor an index for it', async () => {
    const { name, options } = fresh();
    const stdin = plain(goldenLine);
    const bare = await runLogflow(['ingest', '-', '--no-template', ...options], { stdin });
    expect(bare).toMatchObject({ code: 1, stderr: expect.stringContaining('(LF_DATA_STREAM)') });
    expect((await ask('GET', `${url}/${name}`)).status).toBe(404);
    expect((await ask('PUT', `${url}/${name}`)).status).toBe(200);
    const taken = await runLogflow(['ingest', '-', ...options], { stdin });
    expect(taken.stderr).toContain(`${name} is an index, and no data stream can have its name`);
    expect((await ask('DELETE', `${url}/${name}`)).status).toBe(200);
    expect((await runLogflow(['template', 'install', ...options])).code).toBe(0);
    expect((await ask('PUT', `${url}/_data_stream/${name}`)).status).toBe(200);
    const index = options.filter((option) => option !== '--data-stream');
    const plainly = await runLogflow(['ingest', '-', ...index], { stdin });
    expect(plainly.code).toBe(1);
    expect(plainly.stderr).toContain('data_stream: is there, must be absent');
    expect(plainly.stderr).toContain('(LF_TEMPLATE_DIFFERS)');
  });
});

describeCluster('elasticsearch7', 'a cluster without data streams', ({ url }) => {
  it('is told from one that has them, before the first write', async () => {
    const name = freshName();
    const options = ['--node', url, '--index', name, '--data-stream'];
    for (const command of [
      ['ingest', '-'],
      ['ingest', '-', '--no-template'],
      ['template', 'install'],
    ]) {
      const run = await runLogflow([...command, ...options], { stdin: plain(goldenLine) });
      expect(run.code).toBe(1);
      expect(`${run.stdout}${run.stderr}`).toContain('the cluster has no data streams');
    }
    expect((await ask('GET', `${url}/${name}`)).status).toBe(404);
    expect((await ask('GET', `${url}/_template/${name}*`)).body).toEqual({});
  });
});
