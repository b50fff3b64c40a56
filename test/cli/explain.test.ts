import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/app/explain/explanation.ts';
import { formats } from '../../src/formats/catalogue.ts';
import golden from '../fixtures/golden.json' with { type: 'json' };
import { answering } from '../helpers/answering.ts';
import { articleHeader, flowLogObject, folder, goldenLine, lineOf } from '../helpers/flow-lines.ts';
import { type LogflowOptions, runLogflow, startLogflow } from '../helpers/process.ts';
import { openRoad, type Road } from '../helpers/road.ts';

const nodata =
  '123456789010 - - - - 1583680026 - eni-07d6dcb15ec1cb2b9 NODATA - - - - - - 1583680014 - - - 3 -';

let road: Road;

beforeAll(async () => {
  road = await openRoad('nothing');
});
afterAll(() => road[Symbol.asyncDispose]());

const explain = (args: readonly string[], options: LogflowOptions = {}) =>
  runLogflow(['explain', ...args], { env: road.aws.environment, ...options });

async function explained(args: readonly string[], options?: LogflowOptions) {
  const run = await explain([...args, '--json'], options);
  const json = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') as Explanation;
  return { ...run, json };
}

describe('explain s3://…', () => {
  it('tells every step of an object, with the documents that would be sent', async () => {
    const key = `in front/${folder}/a b+c%2B.log.gz`;
    const body = flowLogObject([goldenLine, nodata, 'three fields only', lineOf(7), nodata]);
    await road.put(key, body);
    const uri = `s3://logs/${key}`;
    const { code, json, stderr } = await explained([uri, '--timezone', 'Asia/Tokyo', '--docs', '1']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(json).toMatchObject({
      type: 'explanation',
      ok: true,
      outcome: 'delivered',
      object: { kind: 's3', uri, size: body.length },
      compression: 'gzip',
      pipeline: { kind: 'claimed', pipeline: 'vpcflowlogs', by: 'key', part: `/${folder}/a b+c%2B.log.gz` },
      header: {
        from: 'line',
        fields: articleHeader.split(' '),
        renamed: { type: 'type2' },
        dropped: ['end', 'start'],
        unknown: [],
        time: 'start',
        keep: { field: 'log-status', equals: 'OK' },
      },
      idKind: 'content',
      indices: [{ index: 'vpcflowlogs-2020-03-09', documents: 2 }],
      lines: { read: 5, documents: 2, filtered: 2, malformed: 1 },
      bytes: { fetched: body.length },
      newest: '2020-03-08T15:06:54.000Z',
      complete: true,
      problems: [],
    });
    const offset = articleHeader.length + 1;
    expect(json.object.etag).toMatch(/^[0-9a-f]{32}$/);
    expect(json.object.lastModified).toMatch(/^20\d\d-.*Z$/);
    expect(json.documents).toEqual([
      {
        offset,
        index: golden._index,
        id: golden._id,
        geo: [
          { target: 'src_geoip', address: '172.31.25.250' },
          { target: 'dst_geoip', address: '54.187.220.203', place: 'Boardman, United States' },
        ],
        document: { ...golden._source, log: { file: { path: uri }, offset } },
      },
    ]);
    expect(json.filtered).toMatchObject([
      { kind: 'NODATA', count: 2, example: { offset: offset + goldenLine.length + 1, text: nodata } },
    ]);
    expect(json.malformed).toMatchObject([{ text: 'three fields only' }]);
    expect(json.malformed[0]?.reason).toContain('3 fields');
    expect(json.warnings.map(({ code }) => code)).toEqual(['LF_LINE_MALFORMED']);
  });

  it('says the same to a person, without colour where nobody sees it', async () => {
    await road.put(`${folder}/person.log.gz`, flowLogObject([goldenLine, nodata]));
    const { code, stdout } = await explain([`s3://logs/${folder}/person.log.gz`]);
    expect(code).toBe(0);
    expect(stdout).not.toContain('\u001b');
    expect(stdout).toMatch(/^compression gzip, by its first bytes$/m);
    expect(stdout).toContain(`vpcflowlogs, by this part of its key:\n            ${folder}/person.log.gz\n`);
    expect(stdout).toContain('"bytes": 385388,');
    expect(stdout).toContain('1 line whose log-status is NODATA');
    expect(stdout).toMatch(/^verdict {5}would be delivered: 1 document$/m);
    const painted = await explain([`s3://logs/${folder}/person.log.gz`], {
      env: { ...road.aws.environment, FORCE_COLOR: '1' },
    });
    expect(painted.stdout).toContain('\u001b[36m"bytes"');
  });

  it('a key that nobody claims: what was tried, and that the key alone is wrong', async () => {
    await road.put('flow-logs/x.csv', flowLogObject([goldenLine]));
    const { code, json } = await explained(['s3://logs/flow-logs/x.csv']);
    expect(code).toBe(1);
    expect(json).toMatchObject({
      ok: false,
      outcome: 'unclaimed',
      pipeline: {
        kind: 'unclaimed',
        reason: 'no-match',
        tried: formats.map(({ definition: { name } }) => ({ pipeline: name })),
        looksLike: 'vpcflowlogs',
      },
      problems: [{ code: 'LF_OBJECT_UNCLAIMED' }],
    });
    const { stdout } = await explain(['s3://logs/flow-logs/x.csv']);
    expect(stdout).toContain('tried vpcflowlogs, whose keys match');
    expect(stdout).toContain('AWSLogs');
  });

  it('kept rejects are never read as logs, whatever their prefix', async () => {
    const key = `${folder}/x.log.rejects.ndjson.gz`;
    await road.put(key, flowLogObject([goldenLine]));
    const { code, json } = await explained([`s3://logs/${key}`]);
    expect(code).toBe(1);
    expect(json.pipeline).toMatchObject({ kind: 'unclaimed', reason: 'rejects' });
  });

  it.each([
    ['gone', `s3://logs/${folder}/gone.log.gz`, 'missing', 'LF_OBJECT_GONE'],
    ['a bucket that is not there', `s3://nowhere/${folder}/x.log.gz`, 'unreadable', 'LF_BUCKET_MISSING'],
  ])('%s', async (_, uri, outcome, problem) => {
    const { code, json } = await explained([uri]);
    expect(code).toBe(1);
    expect(json).toMatchObject({ ok: false, outcome, problems: [{ code: problem }] });
    expect(json.object.uri).toBe(uri);
  });

  it('no permission', async () => {
    const answer = '<Error><Code>AccessDenied</Code><Message>no</Message></Error>';
    await using s3 = await answering((respond) => respond(403, answer));
    const env = { ...road.aws.environment, AWS_ENDPOINT_URL_S3: s3.url };
    const { code, json } = await explained([`s3://logs/${folder}/x.log.gz`], { env });
    expect(code).toBe(1);
    expect(json).toMatchObject({ outcome: 'unreadable', problems: [{ code: 'LF_OBJECT_FORBIDDEN' }] });
  });

  it('no credentials', async () => {
    const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _key, ...env } = road.aws.environment;
    const { code, json } = await explained([`s3://logs/${folder}/x.log.gz`], { env });
    expect(code).toBe(1);
    expect(json.problems).toMatchObject([{ code: 'LF_AWS_CREDENTIALS' }]);
  });

  it('properties of the object are in its documents when they are asked for', async () => {
    await road.put(`${folder}/properties.log.gz`, flowLogObject([goldenLine]));
    const args = [`s3://logs/${folder}/properties.log.gz`, '--object-properties', 'last-modified'];
    const { json } = await explained(args);
    expect(json.documents[0]?.document).toMatchObject({ s3: { last_modified: json.object.lastModified } });
  });

  it('interrupted, it tells what it found by then', async () => {
    const lines = Array.from({ length: 2000 }, (_, n) => lineOf(n));
    // The rest of the object never comes.
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-length': 10_000_000, etag: '"e"' });
      response.write(`${articleHeader}\n${lines.join('\n')}\n`);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      await using run = startLogflow(['explain', `s3://logs/${folder}/x.log`, '--json'], {
        env: { ...road.aws.environment, AWS_ENDPOINT_URL_S3: url },
      });
      await run.waitForStderr(/ of 9\.5 MiB read \(\d+%\), .* [1-9][\d,]* lines; Ctrl-C/);
      run.kill('SIGINT');
      const { code, stdout } = await run.done;
      expect(code).toBe(130);
      const json = JSON.parse(stdout) as Explanation;
      expect(json).toMatchObject({
        ...{ ok: false, outcome: 'aborted', complete: false, object: { size: 10_000_000, etag: 'e' } },
        problems: [{ code: 'LF_STOPPED' }],
      });
      // Whole lines that were there when it was interrupted are told, too.
      expect(json.lines).toMatchObject({ read: 2000, documents: 2000 });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
