import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNdjsonSink } from '../../../src/sink/ndjson.ts';
import { createNdjsonStdout } from '../../../src/sink/ndjson-stdout.ts';
import { partName } from '../../../src/sink/part-name.ts';
import { batchOf, docs, kinds, never, parseBulk, partOf } from './kit.ts';

async function folder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'logflow-sink-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
const rowsOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('ndjson: one file for each index and object, and it appears with commit (R11)', async () => {
  await using dir = await folder();
  const sink = createNdjsonSink({ directory: join(dir.path, 'made/on/the/way'), form: 'ndjson' });
  const one = partOf([...docs(2, 'a'), ...docs(2, 'b', 2), ...docs(1, 'a', 4)], 's3://b/one');
  const two = partOf([{ index: 'a', id: 'é"\\', source: { text: '"}{\n', n: [1] } }], 's3://b/two');
  await sink.deliver(batchOf(one, two), never);
  await sink.deliver(batchOf(partOf(docs(1, 'b', 9), 's3://b/one')), never);
  expect([kinds(one), kinds(two)]).toEqual([Array(5).fill('ok'), ['ok']]);
  const list = () => readdir(join(dir.path, 'made/on/the/way'));
  expect((await list()).every((name) => name.startsWith('.') && name.endsWith('.tmp'))).toBe(true);

  await sink.commit('s3://b/one');
  await sink.commit('s3://b/two');
  const [a1, b1, a2] = [
    `a.${hash('s3://b/one')}.ndjson`,
    `b.${hash('s3://b/one')}.ndjson`,
    `a.${hash('s3://b/two')}.ndjson`,
  ];
  expect((await list()).sort()).toEqual([a1, a2, b1].sort());
  const read = async (name: string) =>
    rowsOf(await readFile(join(dir.path, 'made/on/the/way', name), 'utf8'));
  expect(await read(a1)).toEqual([0, 1, 4].map((n) => ({ _index: 'a', _id: `id-${n}`, _source: { n } })));
  expect((await read(b1)).map(({ _id }) => _id)).toEqual(['id-2', 'id-3', 'id-9']);
  expect(await read(a2)).toEqual([{ _index: 'a', _id: 'é"\\', _source: { text: '"}{\n', n: [1] } }]);
});

test('bulk: the parts are bodies that can be posted, op type included', async () => {
  await using dir = await folder();
  const sink = createNdjsonSink({ directory: dir.path, form: 'bulk' });
  const { part } = partOf(docs(4, 'a'), 'o', 'index');
  await sink.deliver({ parts: [{ ...part, from: 1, to: 3 }], bytes: 0, docs: 2 }, never);
  await sink.commit('o');
  const text = await readFile(join(dir.path, `a.${hash('o')}.bulk`), 'utf8');
  expect(parseBulk(text).map(({ op, id }) => `${op} ${id}`)).toEqual(['index id-1', 'index id-2']);
  expect(text.endsWith('}\n')).toBe(true);
});

test('documents without an id have none', async () => {
  await using dir = await folder();
  const sink = createNdjsonSink({ directory: dir.path, form: 'ndjson' });
  await sink.deliver(batchOf(partOf([{ index: 'a', source: { n: 1 } }], 'o')), never);
  await sink.commit('o');
  const text = await readFile(join(dir.path, partName('a', 'o', 'ndjson')), 'utf8');
  expect(text).toBe('{"_index":"a","_source":{"n":1}}\n');
});

test('a discarded attempt leaves nothing; redelivery overwrites the same name', async () => {
  await using dir = await folder();
  const sink = createNdjsonSink({ directory: dir.path, form: 'ndjson' });
  await sink.deliver(batchOf(partOf(docs(3), 'o')), never);
  await sink.discard('o');
  expect(await readdir(dir.path)).toEqual([]);
  for (const count of [5, 2]) {
    await sink.deliver(batchOf(partOf(docs(count), 'o')), never);
    await sink.commit('o');
  }
  const [only = '', ...others] = await readdir(dir.path);
  expect(others).toEqual([]);
  expect(rowsOf(await readFile(join(dir.path, only), 'utf8'))).toHaveLength(2);
});

test('many writers of one object: whole lines, none lost', async () => {
  await using dir = await folder();
  const sink = createNdjsonSink({ directory: dir.path, form: 'ndjson' });
  const parts = Array.from({ length: 40 }, (_, i) => partOf(docs(50, 'a', i * 50), 'o'));
  await Promise.all(parts.map((part) => sink.deliver(batchOf(part), never)));
  await sink.commit('o');
  const text = await readFile(join(dir.path, partName('a', 'o', 'ndjson')), 'utf8');
  expect(new Set(rowsOf(text).map(({ _id }) => _id)).size).toBe(2000);
});

test('no index name leaves the directory, hides its file, or meets another', () => {
  const hostile = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '',
      '../../etc/passwd',
      '/',
      'a/b',
      'a%2Fb',
      '.hidden',
      'a\u0000b',
      'x'.repeat(400),
      '~',
      '%',
    ),
    fc.string({ unit: 'binary', maxLength: 300 }),
  );
  fc.assert(
    fc.property(hostile, hostile, (index, other) => {
      const name = partName(index, 'o', 'ndjson');
      expect(basename(name)).toBe(name);
      expect(dirname(resolve('/dir', name))).toBe('/dir');
      expect(name).toMatch(/^[^.][\w.%~-]*$/);
      expect(Buffer.byteLength(name)).toBeLessThan(200);
      if (index.toWellFormed() !== other.toWellFormed())
        expect(partName(other, 'o', 'ndjson')).not.toBe(name);
    }),
  );
});

test('a file where the directory should be: a message with a next step', async () => {
  await using dir = await folder();
  await writeFile(join(dir.path, 'file'), '');
  const sink = createNdjsonSink({ directory: join(dir.path, 'file'), form: 'ndjson' });
  const told = partOf(docs(1));
  await expect(sink.deliver(batchOf(told), never)).rejects.toMatchObject({
    name: 'LogflowError',
    code: 'LF_OUTPUT',
    hint: expect.stringContaining('another directory'),
  });
  expect(kinds(told)).toEqual(['']);
});

test('a stream: rows in order, and deliver waits for a slow reader', async () => {
  const stream = new PassThrough({ highWaterMark: 16 });
  const sink = createNdjsonStdout(stream, 'ndjson');
  const told = partOf(docs(3, 'a'));
  let done = false;
  const delivered = sink.deliver(batchOf(told), never).then(() => {
    done = true;
  });
  const second = sink.deliver(batchOf(partOf(docs(1, 'a', 3))), never);
  await new Promise((resolve) => setImmediate(resolve));
  expect([done, kinds(told)]).toEqual([false, ['', '', '']]);
  stream.setEncoding('utf8');
  let text = '';
  stream.on('data', (chunk: string) => {
    text += chunk;
  });
  await Promise.all([delivered, second]);
  expect(kinds(told)).toEqual(['ok', 'ok', 'ok']);
  stream.end();
  expect(rowsOf(text).map(({ _id }) => _id)).toEqual(['id-0', 'id-1', 'id-2', 'id-3']);
});

test('a stream that nobody reads holds deliver back until it is told to stop', async () => {
  const stream = new Writable({ write: () => {} });
  const sink = createNdjsonStdout(stream, 'bulk');
  const stop = new AbortController();
  const told = partOf(docs(1));
  const delivered = sink.deliver(batchOf(told), stop.signal);
  stop.abort(new Error('told to stop'));
  await expect(delivered).rejects.toThrow('told to stop');
  expect(kinds(told)).toEqual(['']);
});

test('a reader that goes away is a clear error, not a crash', async () => {
  const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  const stream = new Writable({ write: (_chunk, _encoding, done) => done(broken) });
  const sink = createNdjsonStdout(stream, 'ndjson');
  for (let i = 0; i < 2; i++) {
    await expect(sink.deliver(batchOf(partOf(docs(1))), never)).rejects.toMatchObject({
      code: 'LF_OUTPUT_CLOSED',
      hint: expect.stringContaining('pipe'),
    });
  }
});
