import {
  CreateBucketCommand,
  DeleteObjectCommand,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { type Clients, decodeKey, startWithClients } from './clients.ts';

/** Mixed case, punctuation, a surrogate pair against U+FF01, what XML cannot hold, and a common prefix. */
const KEYS = [
  'B',
  'a',
  'A',
  'a b',
  'a+b',
  'a%2Bb',
  'a-b',
  'a/1',
  'a/2',
  'a0',
  '_z',
  'é',
  '\u{1d11e}',
  '\uff01',
];

const SORTED = [...KEYS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

async function put({ s3 }: Clients, keys: readonly string[]) {
  await s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
  for (const Key of keys) {
    await s3.send(new PutObjectCommand({ Bucket: 'logs', Key, Body: 'x' }));
  }
}

async function list({ s3 }: Clients, input: Partial<ListObjectsV2CommandInput> = {}, pageSize = 2) {
  const keys: string[] = [];
  const prefixes: string[] = [];
  const pages: number[] = [];
  for await (const page of paginateListObjectsV2({ client: s3, pageSize }, { Bucket: 'logs', ...input })) {
    keys.push(...(page.Contents ?? []).map((object) => object.Key ?? ''));
    prefixes.push(...(page.CommonPrefixes ?? []).map((common) => common.Prefix ?? ''));
    pages.push(page.KeyCount ?? 0);
  }
  return { keys, prefixes, pages };
}

test('pages of two are full, in byte order, and hold every key once', async () => {
  await using clients = await startWithClients();
  await put(clients, KEYS);
  expect(await list(clients)).toEqual({
    keys: SORTED,
    prefixes: [],
    pages: KEYS.map(() => 2).slice(KEYS.length / 2),
  });
});

test('a listing sees what was put and deleted since the one before', async () => {
  await using clients = await startWithClients();
  await put(clients, ['b', 'c']);
  expect((await list(clients)).keys).toEqual(['b', 'c']);
  await clients.s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'a', Body: 'x' }));
  await clients.s3.send(new DeleteObjectCommand({ Bucket: 'logs', Key: 'b' }));
  expect((await list(clients)).keys).toEqual(['a', 'c']);
});

test('prefix, start-after and delimiter', async () => {
  await using clients = await startWithClients();
  await put(clients, KEYS);
  const withA = SORTED.filter((key) => key.startsWith('a'));
  expect((await list(clients, { Prefix: 'a' })).keys).toEqual(withA);
  expect((await list(clients, { Prefix: 'a', StartAfter: 'a-b' })).keys).toEqual(['a/1', 'a/2', 'a0']);
  expect((await list(clients, { Prefix: 'a', StartAfter: 'B' })).keys).toEqual(withA);
  const grouped = await list(clients, { Delimiter: '/' }, 1);
  expect(grouped.keys).toEqual(SORTED.filter((key) => !key.startsWith('a/')));
  expect(grouped.prefixes).toEqual(['a/']);
});

test('EncodingType=url: keys come encoded once, control characters too', async () => {
  await using clients = await startWithClients();
  const keys = ['a\u0001b', 'a b', 'a+b', 'p q/1', 'é'];
  await put(clients, keys);
  const listed = await list(clients, { EncodingType: 'url', Delimiter: '/' });
  expect(listed.keys).toEqual(['a%01b', 'a+b', 'a%2Bb', '%C3%A9']);
  expect(listed.prefixes).toEqual(['p+q/']);
  expect(listed.keys.map(decodeKey)).toEqual(['a\u0001b', 'a b', 'a+b', 'é']);
});

test('a bucket that is not there is NoSuchBucket', async () => {
  await using clients = await startWithClients();
  await expect(list(clients)).rejects.toMatchObject({ name: 'NoSuchBucket' });
});
