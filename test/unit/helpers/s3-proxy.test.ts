import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { openRoad } from '../../helpers/road.ts';
import { type S3Fault, startS3Proxy } from '../../helpers/s3-proxy.ts';

const body = Buffer.alloc(1_000_000, 'flow ');

async function bucketBehind(fault: S3Fault) {
  const road = await openRoad('nothing');
  await road.put('a/key+with (signs).log', body);
  const proxy = await startS3Proxy(road.aws.endpoint, fault);
  const { region, credentials } = road.aws;
  const client = new S3Client({
    region,
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
    endpoint: proxy.url,
  });
  return {
    proxy,
    get: (signal?: AbortSignal) =>
      client.send(
        new GetObjectCommand({ Bucket: 'logs', Key: 'a/key+with (signs).log' }),
        signal && { abortSignal: signal },
      ),
    async [Symbol.asyncDispose]() {
      client.destroy();
      await proxy[Symbol.asyncDispose]();
      await road[Symbol.asyncDispose]();
    },
  };
}

describe('the proxy in front of S3', () => {
  it('passes an object on as it is, and says who asked for what', async () => {
    await using bucket = await bucketBehind(() => undefined);
    const { Body } = await bucket.get();
    expect(Buffer.from((await Body?.transformToByteArray()) ?? [])).toEqual(body);
    expect(bucket.proxy.calls).toMatchObject([
      { method: 'GET', bucket: 'logs', key: 'a/key+with (signs).log' },
    ]);
    expect(bucket.proxy.calls[0]?.query.get('x-id')).toBe('GetObject');
  });

  it("answers in S3's place, so that the SDK takes it for S3", async () => {
    await using bucket = await bucketBehind(() => ({
      kind: 'answer',
      status: 403,
      code: 'InvalidObjectState',
      message: 'in <Glacier>',
    }));
    await expect(bucket.get()).rejects.toMatchObject({
      name: 'InvalidObjectState',
      message: 'in <Glacier>',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('cuts the connection', async () => {
    await using bucket = await bucketBehind(() => ({ kind: 'reset' }));
    await expect(bucket.get()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it.each([0, 70_000])('ends a body after %d bytes, with the length of all', async (after) => {
    await using bucket = await bucketBehind(() => ({ kind: 'truncate', after }));
    const { Body, ContentLength } = await bucket.get();
    expect(ContentLength).toBe(body.length);
    let bytes = 0;
    await expect(async () => {
      for await (const chunk of Body as AsyncIterable<Buffer>) bytes += chunk.length;
    }).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(bytes).toBe(after);
  });

  it('stops in the middle of a body, and says nothing more', async () => {
    await using bucket = await bucketBehind(() => ({ kind: 'stall', after: 70_000 }));
    const { Body } = await bucket.get();
    const chunks = (Body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    let bytes = 0;
    while (bytes < 70_000) bytes += (await chunks.next()).value?.length ?? Number.NaN;
    expect(bytes).toBe(70_000);
    const next = chunks.next();
    // A second request comes and is served: nothing else keeps the first one waiting.
    await bucket.get();
    const silence = Symbol('silence');
    expect(await Promise.race([next, Promise.resolve(silence)])).toBe(silence);
    // An iterator that is waiting ends with its stream.
    (Body as unknown as { destroy(): void }).destroy();
    await next.catch(() => {});
  });
});
