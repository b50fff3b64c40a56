import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listPage } from '../../../../src/embedded/list-page.ts';
import { folderPlan } from '../../../../src/source/listing/fan-out.ts';
import { FolderSize } from '../../../../src/source/listing/folder-size.ts';
import { listObjects } from '../../../../src/source/listing/listing.ts';
import type { FetchPage } from '../../../../src/source/listing/page.ts';

const always = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
const never = new AbortController().signal;

/** A bucket that lists as S3 does, some entries a page. */
function bucketOf(keys: readonly string[], maxKeys: number) {
  const sorted = [...new Set(keys)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const asked: { prefix: string; folders: boolean }[] = [];
  const fetchPage: FetchPage = async ({ bucket, prefix, folders = false, token = '' }) => {
    asked.push({ prefix, folders });
    const page = listPage(sorted, { prefix, delimiter: folders ? '/' : '', maxKeys, after: token });
    const objects = page.keys.map((key) => ({ bucket, key, size: 1, etag: '', lastModified: 0 }));
    return { objects, folders: page.commonPrefixes, ...(page.next !== undefined && { next: page.next }) };
  };
  return { fetchPage, asked, sorted };
}

async function keysOf(pages: AsyncIterable<readonly { key: string }[]>): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of pages) keys.push(...page.map(({ key }) => key));
  return keys.sort();
}

describe('a listing by many lists', () => {
  it('gives every object exactly once, whatever the keys are like', async () => {
    const segment = fc.constantFrom(
      'a',
      'b c',
      '',
      '2020',
      '03',
      '08',
      'year=2020',
      'AWSLogs',
      '1',
      'ü/',
      'x+y%2F',
    );
    const keys = fc.array(
      fc.array(segment, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('/')),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(keys, fc.integer({ min: 1, max: 7 }), async (all, maxKeys) => {
        const { fetchPage, sorted } = bucketOf(
          all.filter((key) => key !== ''),
          maxKeys,
        );
        const watch = { size: new FolderSize(), wanted: () => given };
        let given = 0;
        const found: string[] = [];
        for await (const page of listObjects(
          fetchPage,
          [{ bucket: 'b', prefix: '' }],
          always,
          never,
          watch,
        )) {
          found.push(...page.map(({ key }) => key));
          given += page.length;
        }
        expect(found.sort()).toEqual([...sorted].sort());
        expect(watch.size.expected).toBeCloseTo(sorted.length);
      }),
    );
  });

  it('passes by years, months and days that nobody asked for', async () => {
    const days = ['2019/12/31', '2020/03/07', '2020/03/08', '2020/03/09', '2020/03/11', '2021/01/01'];
    const keys = days.map((day) => `AWSLogs/1/vpcflowlogs/r/${day}/x.log.gz`);
    const { fetchPage, asked } = bucketOf(keys, 1000);
    const day = { from: Date.UTC(2020, 2, 8), to: Date.UTC(2020, 2, 9) };
    const found = await keysOf(listObjects(fetchPage, [{ bucket: 'b', prefix: '' }], day, never));
    // The days beside it are looked at: near midnight a file may be in the wrong one.
    expect(found.map((key) => key.slice(-19, -9))).toEqual(['2020/03/07', '2020/03/08', '2020/03/09']);
    expect(asked.some(({ prefix }) => /2019\/|2021\/|03\/11\//.test(prefix))).toBe(false);
  });

  it('a folder of more objects than one page is not explored to its end', async () => {
    const keys = Array.from({ length: 3_000 }, (_, n) => `flat/${String(n).padStart(5, '0')}`);
    const { fetchPage, asked } = bucketOf(keys, 1000);
    expect(await keysOf(listObjects(fetchPage, [{ bucket: 'b', prefix: 'flat/' }], always, never))).toEqual(
      keys,
    );
    expect(asked.filter(({ folders }) => folders)).toHaveLength(1);
  });

  it('one list that fails fails the listing', async () => {
    const { fetchPage } = bucketOf(['a/1', 'b/1', 'c/1'], 1000);
    const failing: FetchPage = async (request, signal) => {
      if (request.prefix === 'b/') throw new Error('no b');
      return fetchPage(request, signal);
    };
    await expect(keysOf(listObjects(failing, [{ bucket: 'b', prefix: '' }], always, never))).rejects.toThrow(
      'no b',
    );
  });

  it('tells how much there will be from the folders that are done, and in the end what there was', async () => {
    const day = (n: number) => `AWSLogs/1/vpcflowlogs/r/2020/03/${String(n).padStart(2, '0')}/`;
    const months = Array.from({ length: 20 }, (_, n) => day(n + 1));
    const keys = months.flatMap((folder) => [1, 2, 3, 4, 5].map((n) => `${folder}${n}.log.gz`));
    const others = Array.from({ length: 40 }, (_, n) => `AWSLogs/1/CloudTrail/${n}.json.gz`);
    const { fetchPage } = bucketOf([...keys, ...others], 1000);
    const size = new FolderSize();
    let wanted = 0;
    const march = { from: Date.UTC(2020, 2, 1), to: Date.UTC(2020, 2, 11) };
    const pages = listObjects(fetchPage, [{ bucket: 'b', prefix: '' }], march, never, {
      size,
      wanted: () => wanted,
    });
    const told: (number | undefined)[] = [];
    for await (const page of pages) {
      told.push(size.expected);
      wanted += page.filter(({ key }) => key.includes('vpcflowlogs')).length;
    }
    // Ten days, and the eleventh for what is near midnight.
    expect(wanted).toBe(55);
    expect(size.expected).toBe(55);
    expect(told[0]).toBeUndefined();
    const known = told.filter((expected) => expected !== undefined && expected > 0);
    expect(known.length).toBeGreaterThanOrEqual(8);
    // What CloudTrail holds is not wanted, and makes nobody think that there is little to come.
    expect(new Set(known)).toEqual(new Set([55]));
  });

  it('a stop ends it, also while S3 does not answer', async () => {
    const stop = new AbortController();
    const silent: FetchPage = (_, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const done = keysOf(listObjects(silent, [{ bucket: 'b', prefix: '' }], always, stop.signal));
    stop.abort();
    expect(await done).toEqual([]);
  });

  it('does not run ahead of whoever takes the pages', async () => {
    const keys = Array.from({ length: 30_000 }, (_, n) => `x/${String(n).padStart(5, '0')}`);
    const { fetchPage, asked } = bucketOf(keys, 1000);
    const pages = listObjects(fetchPage, [{ bucket: 'b', prefix: 'x/' }], always, never);
    await pages.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked.length).toBeLessThan(10);
    await pages.return(undefined);
  });
});

describe('what is done about a folder', () => {
  const day = { from: Date.UTC(2020, 2, 8), to: Date.UTC(2020, 2, 9) };
  const some = { from: Date.UTC(2020, 2, 8, 5), to: Date.UTC(2020, 2, 8, 7) };
  const root = 'AWSLogs/1/vpcflowlogs/r/';
  it.each([
    [`${root}2020/`, day, 'explore'],
    [`${root}2020/03/08/`, day, 'list'],
    [`${root}2020/03/08/`, some, 'explore'],
    [`${root}2020/03/08/05/`, some, 'list'],
    [`${root}2020/03/08/10/`, some, 'skip'],
    [`${root}2020/03/10/`, day, 'skip'],
    ['anything/', day, 'explore'],
  ] as const)('%s', (folder, asked, plan) => {
    expect(folderPlan(folder, 3, asked)).toBe(plan);
  });

  it('folders in folders in folders come to an end', () => {
    expect(folderPlan('a/'.repeat(50), 12, always)).toBe('list');
  });
});
