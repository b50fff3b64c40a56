import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { waitFor } from '../../helpers/wait.ts';
import { bytesOf, head, readAll, refuse, startFaultyS3 } from './s3-kit.ts';

// Begins with a letter, so that it is plain to `decompress`.
const content = Buffer.concat([Buffer.from('log\n'), randomBytes(200_000)]);

function part(body: Uint8Array, from: number, to: number) {
  return Buffer.from(body.subarray(from, to));
}

describe('a connection that breaks is resumed where it broke', () => {
  test('a body cut short, several times', async () => {
    const cuts = [1, 40_000, 40_001, 150_000];
    await using s3 = await startFaultyS3(({ n, from, res }) => {
      head(res, content, from);
      const cut = cuts[n];
      if (cut === undefined) res.end(part(content, from, content.length));
      else res.write(part(content, from, cut), () => res.socket?.end());
    });
    expect((await readAll(bytesOf(await s3.open()))).equals(content)).toBe(true);
    expect(s3.requests.map(({ range }) => range)).toEqual([undefined, ...cuts.map((at) => `bytes=${at}-`)]);
    expect(s3.requests.slice(1).every(({ ifMatch }) => ifMatch === '"e1"')).toBe(true);
  });

  test('a reset in the middle, of a compressed object, too', async () => {
    const stored = gzipSync(content);
    await using s3 = await startFaultyS3(({ n, from, res }) => {
      head(res, stored, from);
      if (n === 2) res.end(part(stored, from, stored.length));
      else res.write(part(stored, from, from + 70_000), () => res.socket?.resetAndDestroy());
    });
    expect((await readAll(bytesOf(await s3.open()))).equals(content)).toBe(true);
  });

  test('but not without end, when each brings next to nothing', async () => {
    await using s3 = await startFaultyS3(({ from, res }) => {
      head(res, content, from);
      res.write(part(content, from, from + 1), () => res.socket?.end());
    });
    await expect(readAll(bytesOf(await s3.open()))).rejects.toMatchObject({ code: 'LF_AWS_CONNECTION' });
    expect(s3.requests.length).toBeLessThan(10);
  });

  test('a reset before the first byte of the body', async () => {
    await using s3 = await startFaultyS3(({ n, res }) => {
      head(res, content);
      if (n > 0) return res.end(content);
      res.flushHeaders();
      setImmediate(() => res.socket?.resetAndDestroy());
    });
    expect((await readAll(bytesOf(await s3.open()))).equals(content)).toBe(true);
  });

  test('a body that stalls; the silent connection is closed', async () => {
    await using s3 = await startFaultyS3(({ n, from, res }) => {
      head(res, content, from);
      if (n > 0) res.end(part(content, from, content.length));
      else res.write(part(content, 0, 100_000));
    });
    expect((await readAll(bytesOf(await s3.open({ idleTimeout: 500 })))).equals(content)).toBe(true);
    expect(s3.requests.map(({ range }) => range)).toEqual([undefined, 'bytes=100000-']);
    await waitFor(() => s3.requests[0]?.closed, {
      what: 'the end of the stalled connection',
      timeoutMs: 3_000,
    });
  });

  test('a server that takes the request and never answers', async () => {
    await using s3 = await startFaultyS3(({ n, res }) => {
      if (n === 0) return;
      head(res, content);
      res.end(content);
    });
    const opened = s3.open({ idleTimeout: 500 });
    const late = waitFor(() => s3.requests.length > 1, { what: 'a second try', timeoutMs: 3_000 });
    await late;
    expect((await readAll(bytesOf(await opened))).equals(content)).toBe(true);
  });

  test('503 and SlowDown, at the start and on a resume', async () => {
    await using s3 = await startFaultyS3(({ n, from, res }) => {
      if (n === 0 || n === 2) return refuse(res, 503, 'SlowDown', 'Please reduce your request rate.');
      head(res, content, from);
      if (n === 1) res.write(part(content, 0, 50_000), () => res.socket?.destroy());
      else res.end(part(content, from, content.length));
    });
    expect((await readAll(bytesOf(await s3.open()))).equals(content)).toBe(true);
    expect(s3.requests).toHaveLength(4);
  });

  test('a server that drips is slow, not stalled', async () => {
    const small = content.subarray(0, 20);
    await using s3 = await startFaultyS3(async ({ res }) => {
      head(res, small);
      for (const byte of small) {
        res.write(Uint8Array.of(byte));
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
      res.end();
    });
    expect((await readAll(bytesOf(await s3.open({ idleTimeout: 1_000 })))).equals(small)).toBe(true);
    expect(s3.requests).toHaveLength(1);
  });

  test('a body that never makes progress ends after six tries, and says of which object', async () => {
    await using s3 = await startFaultyS3(({ from, res }) => {
      head(res, content, from);
      if (from > 0) res.flushHeaders();
      else res.write(part(content, 0, 1000));
      setImmediate(() => res.socket?.destroy());
    });
    const reading = readAll(bytesOf(await s3.open()));
    await expect(reading).rejects.toMatchObject({
      name: 'LogflowError',
      code: 'LF_AWS_CONNECTION',
      message: expect.stringContaining('s3://logs/k'),
    });
    expect(s3.requests.length).toBeLessThanOrEqual(7);
  });
});

describe('Content-Length', () => {
  test('absent (chunked): everything is read, and not taken for an empty object', async () => {
    await using s3 = await startFaultyS3(({ res }) => {
      res.writeHead(200, { ETag: '"e1"' });
      res.write(part(content, 0, 1000));
      res.end(part(content, 1000, content.length));
    });
    expect((await readAll(bytesOf(await s3.open()))).equals(content)).toBe(true);
    expect(s3.requests).toHaveLength(1);
  });

  test('absent, and the connection breaks', async () => {
    await using s3 = await startFaultyS3(({ n, from, res }) => {
      if (n === 0) {
        res.writeHead(200, { ETag: '"e1"' });
        res.write(part(content, 0, 1000), () => res.socket?.destroy());
      } else {
        head(res, content, from);
        res.end(part(content, from, content.length));
      }
    });
    expect((await readAll(bytesOf(await s3.open()))).equals(content)).toBe(true);
  });

  test('larger than what there is: an error, not a shorter object', async () => {
    await using s3 = await startFaultyS3(({ from, res }) => {
      if (from > 0) return refuse(res, 416, 'InvalidRange');
      res.writeHead(200, { ETag: '"e1"', 'Content-Length': content.length + 10 });
      res.write(content, () => res.socket?.end());
    });
    await expect(readAll(bytesOf(await s3.open()))).rejects.toMatchObject({ code: 'LF_OBJECT_READ' });
  });

  test('a server that answers a range with the whole object does not double its beginning', async () => {
    await using s3 = await startFaultyS3(({ n, res }) => {
      head(res, content);
      if (n === 0) res.write(part(content, 0, 1000), () => res.socket?.destroy());
      else res.end(content);
    });
    await expect(readAll(bytesOf(await s3.open()))).rejects.toMatchObject({
      code: 'LF_OBJECT_READ',
      message: expect.stringContaining('range'),
    });
  });

  test('0: no bytes, and the connection is free for the next object', async () => {
    await using s3 = await startFaultyS3(
      ({ res }) => {
        head(res, Buffer.alloc(0));
        res.end();
      },
      { maxSockets: 1 },
    );
    for (let i = 0; i < 3; i++) expect(await readAll(bytesOf(await s3.open()))).toHaveLength(0);
  }, 3_000);
});

describe('an object that is not the same any more', () => {
  test('overwritten while it was read', async () => {
    await using s3 = await startFaultyS3(({ n, res }) => {
      if (n > 0) return refuse(res, 412, 'PreconditionFailed');
      head(res, content);
      res.write(part(content, 0, 1000), () => res.socket?.destroy());
    });
    await expect(readAll(bytesOf(await s3.open()))).rejects.toMatchObject({ code: 'LF_OBJECT_CHANGED' });
    expect(s3.requests).toHaveLength(2);
  });

  test('deleted while it was read', async () => {
    await using s3 = await startFaultyS3(({ n, res }) => {
      if (n > 0) return refuse(res, 404, 'NoSuchKey');
      head(res, content);
      res.write(part(content, 0, 1000), () => res.socket?.destroy());
    });
    await expect(readAll(bytesOf(await s3.open()))).rejects.toMatchObject({ code: 'LF_OBJECT_GONE' });
    expect(s3.requests).toHaveLength(2);
  });
});

describe('the reader', () => {
  test('may pause for longer than the timeout: that is no stall (R13)', async () => {
    await using s3 = await startFaultyS3(({ res }) => {
      head(res, content);
      res.end(content);
    });
    const bytes = bytesOf(await s3.open({ idleTimeout: 300 }))[Symbol.asyncIterator]();
    const pieces: Uint8Array[] = [];
    for (let i = 0; ; i++) {
      const { done, value } = await bytes.next();
      if (done) break;
      pieces.push(value);
      if (i === 0) await new Promise((resolve) => setTimeout(resolve, 700));
    }
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
    expect(s3.requests).toHaveLength(1);
  });

  test('that meets a reset after its own pause resumes (R13)', async () => {
    const big = Buffer.alloc(4_000_000, 'log line\n');
    let reset = () => {};
    await using s3 = await startFaultyS3(({ n, from, res, req }) => {
      head(res, big, from);
      if (n > 0) return res.end(part(big, from, big.length));
      // More than the sockets' buffers hold: the server still writes when it resets.
      res.write(part(big, 0, big.length - 1));
      reset = () => req.socket.resetAndDestroy();
    });
    const bytes = bytesOf(await s3.open())[Symbol.asyncIterator]();
    const first = await bytes.next();
    reset();
    await waitFor(() => s3.requests[0]?.closed, { what: 'the reset' });
    const rest = await readAll({ [Symbol.asyncIterator]: () => bytes });
    expect(Buffer.concat([first.value as Uint8Array, rest]).equals(big)).toBe(true);
  });

  test('that leaves early closes the connection', async () => {
    await using s3 = await startFaultyS3(({ res }) => {
      head(res, content);
      res.write(part(content, 0, 1000));
    });
    for await (const _piece of bytesOf(await s3.open())) break;
    await waitFor(() => s3.requests[0]?.closed, { what: 'the end of the connection', timeoutMs: 3_000 });
  });

  test('that is aborted hears so at once, and the connection is closed', async () => {
    const abort = new AbortController();
    await using s3 = await startFaultyS3(({ res }) => {
      head(res, content);
      res.write(part(content, 0, 1000));
    });
    const bytes = bytesOf(await s3.open({ signal: abort.signal }))[Symbol.asyncIterator]();
    await bytes.next();
    const pending = bytes.next();
    abort.abort(new Error('leave'));
    await expect(pending).rejects.toThrow('leave');
    await waitFor(() => s3.requests[0]?.closed, { what: 'the end of the connection', timeoutMs: 3_000 });
  });

  test('that is aborted before the answer hears so', async () => {
    const abort = new AbortController();
    await using s3 = await startFaultyS3(() => abort.abort(new Error('leave')));
    await expect(s3.open({ signal: abort.signal })).rejects.toThrow('leave');
  });
});
