import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createBrake } from '../../../src/core/brake.ts';
import type { FileRef, OpenResult } from '../../../src/model/object.ts';
import { fileSource } from '../../../src/source/files.ts';
import type { ObjectPropertyName } from '../../../src/source/object-properties.ts';
import { createOpen } from '../../../src/source/open.ts';
import { temporaryFolder } from '../../helpers/temp.ts';
import { bytesOf, eagerClock, readAll } from './s3-kit.ts';

const content = Buffer.from('one\ntwo\n');
const as = { bucket: 'logs', key: 'a/b.gz' };

function open(
  ref: FileRef,
  { stdin = Readable.from([]) as Readable, signal = new AbortController().signal } = {},
  objectProperties: readonly ObjectPropertyName[] = [],
) {
  const s3 = () => {
    throw new Error('no S3 here');
  };
  const deps = { s3, clock: eagerClock, idleTimeout: 1_000, objectProperties, fetched: () => {}, stdin };
  return createOpen(deps)(ref, signal);
}

function identityOf(result: OpenResult) {
  if (result.kind !== 'opened') throw new Error(JSON.stringify(result));
  return result.object.identity;
}

test('a file is its path, size and time of change; unpacked by its first bytes', async () => {
  await using folder = temporaryFolder();
  const path = join(folder.path, 'no-extension');
  await writeFile(path, gzipSync(content));
  const opened = await open({ kind: 'file', path });
  expect((await readAll(bytesOf(opened))).equals(content)).toBe(true);
  expect(identityOf(opened)).toEqual(identityOf(await open({ kind: 'file', path })));
  await writeFile(path, gzipSync('other'));
  expect(identityOf(await open({ kind: 'file', path })).version).not.toBe(identityOf(opened).version);
});

test('with `as` it is the object: its version id, else the MD5 that S3 would give as its ETag (R2)', async () => {
  await using folder = temporaryFolder();
  const path = join(folder.path, 'f');
  await writeFile(path, content);
  const md5 = createHash('md5').update(content).digest('hex');
  expect(identityOf(await open({ kind: 'file', path, as }))).toEqual({ ...as, version: md5 });
  const versioned = await open({ kind: 'file', path, as: { ...as, versionId: 'v1' } });
  expect(identityOf(versioned)).toEqual({ ...as, version: 'v1' });
});

test('standard input is read to its end, and is a new object each time', async () => {
  const one = await open({ kind: 'stdin', path: '-' }, { stdin: Readable.from([gzipSync(content)]) });
  expect((await readAll(bytesOf(one))).equals(content)).toBe(true);
  const two = await open({ kind: 'stdin', path: '-' });
  expect(identityOf(one).version).not.toBe(identityOf(two).version);
  expect(identityOf(await open({ kind: 'stdin', path: '-', as }))).toMatchObject(as);
});

test('a file was last modified when it was; standard input says nothing about itself', async () => {
  await using folder = temporaryFolder();
  const path = join(folder.path, 'f');
  await writeFile(path, content);
  await utimes(path, 0, new Date('2026-11-23T01:02:03.004Z'));
  const propertiesOf = async (ref: FileRef, wanted: readonly ObjectPropertyName[]) => {
    const opened = await open(ref, {}, wanted);
    return opened.kind === 'opened' ? opened.object.properties : opened;
  };
  const all = ['last-modified', 'content-type', 'metadata'] as const;
  const modified = { last_modified: '2026-11-23T01:02:03.004Z' };
  expect(await propertiesOf({ kind: 'file', path }, all)).toEqual(modified);
  expect(await propertiesOf({ kind: 'file', path, as }, all)).toEqual(modified);
  expect(await propertiesOf({ kind: 'file', path }, ['metadata'])).toBeUndefined();
  expect(await propertiesOf({ kind: 'file', path }, [])).toBeUndefined();
  expect(await propertiesOf({ kind: 'stdin', path: '-' }, all)).toBeUndefined();
});

test('standard input that stays open does not hold up an abort', async () => {
  const stdin = new PassThrough();
  const abort = new AbortController();
  const bytes = bytesOf(await open({ kind: 'stdin', path: '-' }, { stdin, signal: abort.signal }));
  stdin.write('first bytes\n');
  const reader = bytes[Symbol.asyncIterator]();
  await reader.next();
  const pending = reader.next();
  abort.abort(new Error('leave'));
  await expect(pending).rejects.toThrow('leave');
});

test('a named pipe with `as` is read once: its checksum would have eaten it', async () => {
  await using folder = temporaryFolder();
  const path = join(folder.path, 'pipe');
  execFileSync('mkfifo', [path]);
  createWriteStream(path).end(content);
  const opened = await open({ kind: 'file', path, as });
  expect((await readAll(bytesOf(opened))).equals(content)).toBe(true);
  expect(identityOf(opened)).toMatchObject(as);
});

test('what cannot be read says what to do', async () => {
  await using folder = temporaryFolder();
  const missing = await open({ kind: 'file', path: join(folder.path, 'none') });
  expect(missing).toMatchObject({
    kind: 'unreadable',
    problem: { code: 'LF_FILE_READ', message: expect.stringContaining('ENOENT'), hint: 'Check the path.' },
  });
  await mkdir(join(folder.path, 'dir'));
  const directory = await open({ kind: 'file', path: join(folder.path, 'dir') });
  expect(directory).toMatchObject({
    kind: 'unreadable',
    problem: { code: 'LF_FILE_READ', hint: expect.stringContaining('DIR/*') },
  });
});

test('a file that vanishes between opening and reading is a problem of that object, and of nobody else', async () => {
  await using folder = temporaryFolder();
  const path = join(folder.path, 'f');
  await writeFile(path, content);
  const opened = await open({ kind: 'file', path });
  await folder.remove();
  // Whoever opened it may be slow to read: an error that nobody listens for would end the process.
  await new Promise((resolve) => setTimeout(resolve, 50));
  await expect(readAll(bytesOf(opened))).rejects.toMatchObject({ code: 'LF_FILE_READ' });
});

test('the source gives files in order, until told to stop', async () => {
  const refs: FileRef[] = ['a', 'b', 'c'].map((path) => ({ kind: 'file', path }));
  const stop = new AbortController();
  const given: string[] = [];
  const left: string[] = [];
  for await (const { ref, settle } of fileSource(
    refs,
    stop.signal,
    createBrake(() => {}),
    ({ path }) => left.push(path),
  )) {
    if (ref.kind === 'file') given.push(ref.path);
    await settle({ kind: 'aborted' });
    if (given.length === 2) stop.abort();
  }
  expect(given).toEqual(['a', 'b']);
  expect(left).toEqual(['c']);
});
