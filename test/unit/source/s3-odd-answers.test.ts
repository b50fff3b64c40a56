import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { bytesOf, head, readAll, refuse, startFaultyS3 } from './s3-kit.ts';

const content = Buffer.from('log line\n'.repeat(1_000));

describe('an object of no bytes', () => {
  test.each(['logs/empty.log.gz', 'AWSLogs/1/vpcflowlogs/', 'empty'])(
    '%s: read, without a word',
    async (key) => {
      await using s3 = await startFaultyS3(({ res }) => {
        res.setHeader('Content-Type', 'application/x-directory');
        head(res, Buffer.alloc(0));
        res.end();
      });
      for (let n = 0; n < 2; n++)
        expect(await readAll(bytesOf(await s3.open({ ref: { key } })))).toHaveLength(0);
      expect(s3.requests).toHaveLength(2);
    },
  );

  test('that breaks before its end is asked for again without a range, which S3 would refuse', async () => {
    await using s3 = await startFaultyS3(({ n, req, res }) => {
      if (req.headers.range) return refuse(res, 416, 'InvalidRange');
      res.writeHead(200, { ETag: '"e1"', ...(n > 0 && { 'Content-Length': 0 }) });
      if (n > 0) return res.end();
      res.flushHeaders();
      setImmediate(() => res.socket?.destroy());
    });
    expect(await readAll(bytesOf(await s3.open()))).toHaveLength(0);
    expect(s3.requests.map(({ range, ifMatch }) => [range, ifMatch])).toEqual([
      [undefined, undefined],
      [undefined, '"e1"'],
    ]);
  });
});

/** 416 as S3 words it. */
const notSatisfiable = (size: number) =>
  `<Error><Code>InvalidRange</Code><Message>The requested range is not satisfiable</Message><ActualObjectSize>${size}</ActualObjectSize></Error>`;

test('an answer without a length that breaks at its very end is whole: S3 says so with 416', async () => {
  await using s3 = await startFaultyS3(({ n, res }) => {
    if (n > 0) return res.writeHead(416).end(notSatisfiable(content.length));
    res.writeHead(200, { ETag: '"e1"' });
    res.write(content, () => res.socket?.destroy());
  });
  expect(await readAll(bytesOf(await s3.open()))).toEqual(content);
});

test('a 416 of an object that is shorter than what came of it is a failure', async () => {
  await using s3 = await startFaultyS3(({ n, res }) => {
    if (n > 0) return res.writeHead(416).end(notSatisfiable(7));
    res.writeHead(200, { ETag: '"e1"' });
    res.write(content, () => res.socket?.destroy());
  });
  await expect(readAll(bytesOf(await s3.open()))).rejects.toMatchObject({ code: 'LF_OBJECT_READ' });
});

test.each([
  ['Last-Modified', 'never'],
  ['Last-Modified', 'Mon, 23 Nov 2026 25:00:00 GMT'],
  ['x-amz-object-lock-retain-until-date', 'soon'],
  ['Expires', 'tomorrow'],
  ['x-amz-missing-meta', 'many'],
])('%s: %s, which is none, costs nobody an object', async (header, value) => {
  await using s3 = await startFaultyS3(({ res }) => {
    res.setHeader(header, value);
    head(res, content);
    res.end(content);
  });
  const opened = await s3.open({ objectProperties: ['last-modified', 'content-type'] });
  expect(await readAll(bytesOf(opened))).toEqual(content);
  expect(opened).not.toMatchObject({ object: { properties: { last_modified: expect.anything() } } });
});

test('an object that is overwritten while it is compressed and read is begun again, not mixed', async () => {
  const stored = gzipSync(content);
  await using s3 = await startFaultyS3(({ n, res }) => {
    if (n > 0) return refuse(res, 412, 'PreconditionFailed');
    head(res, stored);
    res.write(stored.subarray(0, 40), () => res.socket?.destroy());
  });
  await expect(readAll(bytesOf(await s3.open()))).rejects.toMatchObject({ code: 'LF_OBJECT_CHANGED' });
  expect(s3.requests[1]).toMatchObject({ range: 'bytes=40-', ifMatch: '"e1"' });
});

test('a 412 without a word means the same', async () => {
  await using s3 = await startFaultyS3(({ n, res }) => {
    if (n > 0) return res.writeHead(412).end();
    head(res, content);
    res.write(content.subarray(0, 40), () => res.socket?.destroy());
  });
  await expect(readAll(bytesOf(await s3.open()))).rejects.toMatchObject({ code: 'LF_OBJECT_CHANGED' });
});

describe('an answer of fewer bytes than the event says, of the version that it names', () => {
  const ref = { etag: 'e1', size: content.length };
  const raw = (head: string, body = '') => `HTTP/1.1 ${head}\r\n\r\n${body}`;

  test.each([
    ['an empty success', raw('200 OK\r\nETag: "e1"\r\nContent-Length: 0')],
    ['one that says nothing of S3', raw('200 OK\r\nContent-Length: 0')],
    ['204', raw('204 No Content')],
    [
      'a body that ends with its connection, nobody knows why',
      raw('200 OK\r\nETag: "e1"\r\nConnection: close', 'log line\n'),
    ],
    [
      'a part that nobody asked for',
      raw(
        '206 Partial Content\r\nETag: "e1"\r\nContent-Range: bytes 0-8/9000\r\nContent-Length: 9',
        'log line\n',
      ),
    ],
  ])('%s: gone on with', async (_, first) => {
    await using s3 = await startFaultyS3(({ n, from, req, res }) => {
      if (n === 0) return req.socket.end(first);
      head(res, content, from);
      res.end(content.subarray(from));
    });
    expect(await readAll(bytesOf(await s3.open({ ref })))).toEqual(content);
  });

  test('always: it has failed, and is not delivered with nothing', async () => {
    await using s3 = await startFaultyS3(({ res }) => res.writeHead(204).end());
    await expect(readAll(bytesOf(await s3.open({ ref })))).rejects.toMatchObject({
      code: 'LF_AWS_CONNECTION',
    });
  });

  test('another version may be empty', async () => {
    await using s3 = await startFaultyS3(({ res }) => {
      head(res, Buffer.alloc(0));
      res.end();
    });
    const opened = await s3.open({ ref: { etag: 'e0', size: 9 } });
    expect(await readAll(bytesOf(opened))).toHaveLength(0);
  });
});

test.each([302, 304, 308])('%i of something that is not S3 says nothing of the object', async (status) => {
  await using s3 = await startFaultyS3(({ res }) =>
    res.writeHead(status, { Location: 'http://portal.example/' }).end(),
  );
  expect(await s3.open()).toMatchObject({ kind: 'failed', problem: { code: 'LF_AWS_ANSWER' } });
});
