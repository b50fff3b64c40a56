import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { positionPrefix } from '../../src/parse/doc-id.ts';
import golden from '../fixtures/golden.json' with { type: 'json' };
import { startAcknowledger } from '../helpers/acknowledge.ts';
import { articleHeader, flowLogObject, goldenLine, lineOf } from '../helpers/flow-lines.ts';
import { runLogflow, startLogflow } from '../helpers/process.ts';
import { summaryOf } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const plain = `${articleHeader}\n${goldenLine}\n`;

describe('ingest', () => {
  it('standard input to standard output: documents there, everything else on stderr (R11)', async () => {
    const run = await runLogflow(
      ['ingest', '-', '--output', 'ndjson:-', '--timezone', 'Asia/Tokyo', '--json'],
      {
        stdin: plain,
      },
    );
    expect(run.code).toBe(0);
    const document = JSON.parse(run.stdout);
    expect(document).toMatchObject(golden);
    expect(document._source.log).toEqual({ file: { path: '-' }, offset: articleHeader.length + 1 });
    expect(summaryOf(run.stderr)).toMatchObject({
      type: 'summary',
      ok: true,
      documents: { read: 1, indexed: 1 },
    });
  });

  it('files to part files, one per index and object; the same again overwrites them', async () => {
    await using temp = temporaryFolder();
    const nextDay = lineOf(7).replace('1583680014', '1583766414').replace('1583680026', '1583766426');
    writeFileSync(join(temp.path, 'a.log.gz'), flowLogObject([lineOf(1), nextDay]));
    writeFileSync(join(temp.path, 'b.log'), `${articleHeader}\n${lineOf(2)}`);
    const args = ['ingest', 'a.log.gz', 'b.log', '--output', 'ndjson:out', '--json'];
    for (let time = 0; time < 2; time++) {
      const run = await runLogflow(args, { cwd: temp.path });
      expect(run).toMatchObject({ code: 0 });
      expect(summaryOf(run.stdout).documents).toMatchObject({ read: 3, indexed: 3 });
    }
    const files = readdirSync(join(temp.path, 'out')).sort();
    expect(files.map((name) => name.replace(/[0-9a-f]{16}/, 'HASH'))).toEqual([
      'vpcflowlogs-2020-03-08.HASH.ndjson',
      'vpcflowlogs-2020-03-08.HASH.ndjson',
      'vpcflowlogs-2020-03-09.HASH.ndjson',
    ]);
    const lines = files.flatMap((name) =>
      readFileSync(join(temp.path, 'out', name), 'utf8')
        .trim()
        .split('\n'),
    );
    expect(lines.map((line) => JSON.parse(line)._source.bytes).sort()).toEqual([1, 2, 7]);
  });

  it('--as gives the name and the ids of the object in S3', async () => {
    await using temp = temporaryFolder();
    const body = gzipSync(plain);
    writeFileSync(join(temp.path, 'copy.log.gz'), body);
    const args = ['ingest', 'copy.log.gz', '--as', 's3://logs/AWSLogs/a b+c.log.gz', '--id', 'position'];
    const run = await runLogflow([...args, '--output', 'ndjson:-'], { cwd: temp.path });
    expect(run.code).toBe(0);
    const { _id, _source } = JSON.parse(run.stdout);
    const etag = createHash('md5').update(body).digest('hex');
    const identity = { bucket: 'logs', key: 'AWSLogs/a b+c.log.gz', version: etag };
    expect(_id).toBe(`${positionPrefix(identity)}-${articleHeader.length + 1}`);
    expect(_source.log.file.path).toBe('s3://logs/AWSLogs/a b+c.log.gz');
  });

  it('an object that has no header is read in the order of the article; CRLF is no part of a line', async () => {
    const run = await runLogflow(['ingest', '-', '--output', 'ndjson:-', '--timezone', 'Asia/Tokyo'], {
      stdin: `${goldenLine}\r\n`,
    });
    expect(JSON.parse(run.stdout)).toMatchObject(golden);
  });

  it('a file of which nothing is understood is a failure, not an empty success', async () => {
    const run = await runLogflow(['ingest', '-', '--output', 'ndjson:-', '--json'], {
      stdin: '1 2 3\n4 5 6\n',
    });
    expect(run.code).toBe(1);
    const summary = summaryOf(run.stderr);
    expect(summary).toMatchObject({
      ok: false,
      objects: { unreadable: 1 },
      documents: { read: 2, malformed: 2 },
    });
    expect(summary.problems.map(({ code }) => code)).toContain('LF_NOTHING_PARSED');
  });

  it('bodies for curl, and what stdout is closed to', async () => {
    const run = await runLogflow(['ingest', '-', '--output', 'bulk:-'], { stdin: plain });
    const [action, document, ...rest] = run.stdout.split('\n');
    expect(JSON.parse(action ?? '')).toEqual({
      create: { _index: 'vpcflowlogs-2020-03-08', _id: golden._id },
    });
    expect(JSON.parse(document ?? '')['account-id']).toBe('123456789010');
    expect(rest).toEqual(['']);
  });

  it('a SIGTERM between two files is a failure: something was not read', async () => {
    await using temp = temporaryFolder();
    const asked = Promise.withResolvers<void>();
    const held = Promise.withResolvers<undefined>();
    await using endpoint = await startAcknowledger(() => {
      asked.resolve();
      return held.promise;
    });
    const files = Array.from({ length: 40 }, (_, n) => `${n}.log`);
    for (const [n, name] of files.entries())
      writeFileSync(join(temp.path, name), `${articleHeader}\n${lineOf(n)}`);
    // One reader, and one document under way holds it: the rest is not begun.
    const limits = [
      '--concurrency',
      '1',
      '--bulk-docs',
      '1',
      '--bulk-bytes',
      '1KiB',
      '--bulk-concurrency',
      '1',
    ];
    const args = ['ingest', ...files, '--node', endpoint.url, '--no-template', '--json', ...limits];
    await using run = startLogflow(args, { cwd: temp.path });
    await asked.promise;
    run.kill('SIGTERM');
    await run.waitForStderr(/stopping/);
    held.resolve(undefined);
    const result = await run.done;
    expect(result.code).toBe(1);
    const { ok, objects } = summaryOf(result.stdout);
    expect(ok).toBe(false);
    expect(objects.aborted).toBeGreaterThan(0);
    expect((objects.delivered ?? 0) + (objects.aborted ?? 0)).toBe(files.length);
  });

  it('--id logstash warns of its collisions', async () => {
    const run = await runLogflow(['ingest', '-', '--output', 'ndjson:-', '--id', 'logstash'], {
      stdin: plain,
    });
    expect(JSON.parse(run.stdout)._id).toBe('2115362512');
    expect(run.stderr).toContain('32 bits');
  });

  it('--id none says that it is at-least-once', async () => {
    const run = await runLogflow(['ingest', '-', '--output', 'ndjson:-', '--id', 'none'], { stdin: plain });
    expect(JSON.parse(run.stdout)._id).toBeUndefined();
    expect(run.stderr).toContain('at least once');
  });
});
