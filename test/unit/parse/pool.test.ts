import { afterEach, describe, expect, it } from 'vitest';
import { threadRows } from '../../../src/failures/object-rows.ts';
import { vpcFlow } from '../../../src/formats/vpc-flow.ts';
import type { BulkChunk, LineBlock } from '../../../src/model/bulk.ts';
import type { ObjectContext } from '../../../src/parse/context.ts';
import { geoLookup } from '../../../src/parse/geo.ts';
import { loadGeo } from '../../../src/parse/geo-data.ts';
import { ThreadPool } from '../../../src/parse/pool.ts';
import type { ThreadData } from '../../../src/parse/thread-messages.ts';
import { type BegunTransform, inlineTransforms, type Transforms } from '../../../src/parse/transforms.ts';
import { articleHeader, golden, headerOf, options, withProperties } from './support.ts';

const positioned = { ...vpcFlow, id: 'position' as const };
const data: ThreadData = {
  definitions: [vpcFlow, positioned],
  // Real time passes in threads: lines of any time are taken.
  options: { ...options, origin: true, earliest: 0, maxFuture: 10 ** 9 },
  geo: await loadGeo(),
};
const header = headerOf(articleHeader);
const inline = inlineTransforms(data.options, { geo: geoLookup(data.geo), now: () => Date.now() / 1000 });

const pools: ThreadPool[] = [];
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));

async function open(threads: number, given = data, script?: URL): Promise<ThreadPool> {
  const pool = await ThreadPool.open(threads, given, script);
  pools.push(pool);
  return pool;
}

/** A pool of the real thread that dies when a line asks for it. */
function openDying(threads: number): Promise<ThreadPool> {
  return open(threads, data, new URL('./dying-thread.ts', import.meta.url));
}

function contextOf(n: number): ObjectContext {
  const properties = n % 3 === 0 ? withProperties.properties : undefined;
  const identity = { bucket: 'b', key: `k${n}`, version: 'v' };
  return { identity, uri: `s3://b/k${n}`, ...(properties && { properties }) };
}

function begin(transforms: Transforms, n = 0): BegunTransform {
  return transforms.begin(data.definitions[n % 2] ?? vpcFlow, header, contextOf(n));
}

/** A block of its own: header, documents that differ, and lines that are none. */
function block(n: number, part: number): LineBlock {
  const line = golden._source.message;
  const lines = Array.from({ length: 1 + ((n * 7 + part) % 40) }, (_, i) =>
    line
      .replace(' 385388 ', ` ${n * 1000 + part * 50 + i} `)
      .replaceAll('54.187.220.203', `54.${n % 200}.${part}.${i}`),
  );
  const text = [articleHeader, ...lines, 'malformed', line.replace('OK', `KIND${'ABC'[part % 3]}`), ''].join(
    '\n',
  );
  return textBlock(text, part * 100_000);
}

function textBlock(text: string, offset = 0): LineBlock {
  return { bytes: new TextEncoder().encode(text), offset };
}

function plain(chunk: BulkChunk) {
  return { ...chunk, body: Buffer.from(chunk.body).toString(), starts: [...chunk.starts] };
}

describe('ThreadPool', () => {
  it('makes the chunks that are made inline, of many objects at once', async () => {
    const pool = await open(3);
    await Promise.all(
      Array.from({ length: 30 }, async (_, n) => {
        const [there, here] = [begin(pool, n), begin(inline, n)];
        for (let part = 0; part < 8; part += 1) {
          const chunk = await there.transform(block(n, part));
          expect(plain(chunk)).toEqual(plain(await here.transform(block(n, part))));
          expect(chunk.docs).toBeGreaterThan(0);
        }
        there.end();
      }),
    );
  });

  it('answers in the order of the blocks, also when they were not awaited', async () => {
    const { transform, end } = begin(await open(1));
    const chunks = await Promise.all(Array.from({ length: 20 }, (_, part) => transform(block(1, part))));
    const here = begin(inline);
    for (const [part, chunk] of chunks.entries()) {
      expect(plain(chunk)).toEqual(plain(await here.transform(block(1, part))));
    }
    end();
  });

  it('remembers what an object had, over its blocks', async () => {
    const pool = await open(2, { ...data, options: { ...data.options, maxIndices: 1 } });
    const { transform } = begin(pool);
    const later = golden._source.message.replaceAll(/\b1583\d{6}\b/g, '1600000000');
    expect(await transform(block(0, 0))).toMatchObject({ malformed: 1 });
    expect(await transform(textBlock(later))).toMatchObject({ docs: 0, malformed: 1 });
  });

  it('transfers blocks and chunks: nothing of them is copied', async () => {
    const { transform } = begin(await open(1));
    // A view of a larger buffer, as the line cutter makes them.
    const text = new TextEncoder().encode(`${articleHeader}\n${golden._source.message}\nrest`);
    const view = { bytes: text.subarray(0, text.length - 4), offset: 0 };
    const chunk = await transform(view);
    expect(text.buffer.detached).toBe(true);
    expect(view.bytes.length).toBe(0);
    expect(chunk.docs).toBe(1);
    expect((chunk.body.buffer as ArrayBuffer).resizable).toBe(false);
  });

  it('spreads objects over its threads, by how many each has open', async () => {
    const pool = await openDying(2);
    const first = begin(pool);
    const second = begin(pool);
    const third = begin(pool);
    await expect(second.transform(textBlock('please exit'))).rejects.toThrow('died');
    // The first and the third have the other thread.
    expect(await first.transform(block(0, 0))).toMatchObject({ malformed: 1 });
    expect(await third.transform(block(0, 0))).toMatchObject({ malformed: 1 });
  });

  it.each([
    ['throws', 'please throw', 'as you wish'],
    ['exits', 'please exit', 'exit code 3'],
    ['runs out of memory', 'please fill the heap', 'memory limit'],
  ])('replaces a thread that %s, and fails what it had', async (_, text, reason) => {
    const pool = await openDying(1);
    const { transform, end } = begin(pool);
    const blocks = [textBlock(text), block(1, 1)].map(transform);
    const results = await Promise.allSettled([...blocks]);
    const error = {
      code: 'LF_THREAD_DIED',
      message: expect.stringContaining(reason),
      hint: threadRows.died.hint,
    };
    expect(results).toMatchObject(Array(2).fill({ status: 'rejected', reason: error }));
    // What the transform knew of the object is lost with the thread.
    await expect(transform(block(1, 2))).rejects.toMatchObject(error);
    end();
    expect(plain(await begin(pool).transform(block(2, 2)))).toEqual(
      plain(await begin(inline).transform(block(2, 2))),
    );
  });

  it('passes on what a transform throws, and goes on', async () => {
    const pool = await open(1, { ...data, options: { ...data.options, timezone: 'Mars/Olympus' } });
    const mars = begin(pool);
    const problem = { code: 'LF_TIMEZONE', message: expect.stringContaining('Mars/Olympus') };
    await expect(mars.transform(block(0, 0))).rejects.toMatchObject(problem);
    await expect(mars.transform(block(0, 1))).rejects.toMatchObject(problem);
  });

  it('fails what is under way when it is closed', async () => {
    const pool = await open(2);
    const blocks = Array.from({ length: 40 }, (_, n) => begin(pool, n).transform(block(n, 39)));
    const settled = Promise.allSettled(blocks);
    await pool.close();
    const rejected = (await settled).filter(({ status }) => status === 'rejected');
    expect(rejected.length).toBeGreaterThan(0);
    expect(rejected[0]).toMatchObject({ reason: { message: expect.stringContaining('told to end') } });
    expect(() => begin(pool)).toThrow('closed');
  });

  it('says so when a thread cannot be started', async () => {
    const missing = new URL('./no-such-thread.ts', import.meta.url);
    await expect(ThreadPool.open(2, data, missing)).rejects.toMatchObject({
      code: 'LF_THREAD_START',
      message: expect.stringContaining('no-such-thread'),
      hint: threadRows.start.hint,
    });
  });

  it('forgets objects that have ended', async () => {
    const pool = await openDying(1);
    const uri = 's3://b/'.padEnd(20_000, 'x');
    for (let n = 0; n < 10_000; n += 1)
      pool.begin(vpcFlow, header, { ...contextOf(n), uri: `${uri}${n}` }).end();
    // 200 MB of names alone, if they were kept.
    const error: Error = await (
      begin(pool).transform(textBlock('please tell your heap')) as Promise<never>
    ).catch((e) => e);
    expect(Number(/(\d+) bytes/.exec(error.message)?.[1])).toBeLessThan(50 * 2 ** 20);
  });
});
