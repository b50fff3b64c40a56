import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Piles } from '../../../src/rejects/piles.ts';
import { type TemporaryFolder, temporaryFolder } from '../../helpers/temp.ts';
import { bytesOf } from './kit.ts';

let folder: TemporaryFolder;
const before = process.env.TMPDIR;
beforeEach(() => {
  folder = temporaryFolder();
  process.env.TMPDIR = folder.path;
});
afterEach(async () => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  await folder.remove();
});

const line = (n: number) => Buffer.from(`${createHash('sha512').update(String(n)).digest('hex')}\n`);

test('what does not fit into memory goes to a file and comes back in order, as often as it is read', async () => {
  const piles = new Piles(1000);
  const lines = Array.from({ length: 50 }, (_, n) => line(n));
  for (const one of lines) {
    piles.add('a', one);
    await piles.relieve();
    expect(piles.get('a')?.bytes).toBeLessThanOrEqual(1000);
  }
  const content = await piles.get('a')?.content();
  for (let turn = 0; turn < 2; turn++) {
    const bytes = content ? await bytesOf(content) : Buffer.alloc(0);
    expect(bytes.length).toBe(content?.bytes);
    expect(gunzipSync(bytes)).toEqual(Buffer.concat(lines));
  }
  await piles.drop('a');
  expect(piles.get('a')).toBeUndefined();
  piles.close();
  expect(readdirSync(folder.path)).toEqual([]);
});

test('the largest pile makes room; the others stay in memory, and write nothing', async () => {
  const piles = new Piles(600);
  piles.add('small', line(1));
  for (let n = 0; n < 5; n++) piles.add('large', line(n));
  await piles.relieve();
  expect([piles.get('small')?.bytes, piles.get('large')?.bytes]).toEqual([129, 0]);
  piles.close();
});

test('a run that rejects little makes no folder', async () => {
  const piles = new Piles();
  piles.add('a', line(1));
  await piles.relieve();
  await piles.get('a')?.content();
  piles.close();
  expect(readdirSync(folder.path)).toEqual([]);
});

test('where nothing can be written the pile says so at its end, and goes on until then', async () => {
  process.env.TMPDIR = `${folder.path}/not-there`;
  const piles = new Piles(100);
  piles.add('a', line(1));
  await piles.relieve();
  piles.add('a', line(2));
  await piles.relieve();
  await expect(piles.get('a')?.content()).rejects.toMatchObject({
    code: 'LF_REJECTS_SPILL',
    message: expect.stringContaining('ENOENT'),
    hint: expect.stringContaining('TMPDIR'),
  });
  await piles.drop('a');
  piles.close();
  expect(existsSync(`${folder.path}/not-there`)).toBe(false);
});
