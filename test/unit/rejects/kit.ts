import { gzipSync } from 'node:zlib';
import type { FinalVerdict } from '../../../src/model/bulk.ts';
import { type RejectEntry, writeEntry } from '../../../src/rejects/entry.ts';
import type { RejectsContent, RejectsStore, StoredEntry } from '../../../src/rejects/store.ts';

export function entry(n: number, more: Partial<RejectEntry> = {}): RejectEntry {
  return {
    index: 'logs-1',
    id: `id-${n}`,
    op: 'create',
    reason: { type: 'mapper_parsing_exception', text: `failed to parse field [a] of document 'id-${n}'` },
    object: 's3://b/k',
    version: 'v1',
    line: n * 10,
    at: '2026-11-23T00:00:00.000Z',
    document: `{"n":${n}}`,
    ...more,
  };
}

export function contentOf(entries: readonly RejectEntry[]): RejectsContent {
  const bytes = gzipSync(Buffer.concat(entries.map(writeEntry)));
  return {
    bytes: bytes.length,
    async *read() {
      yield bytes;
    },
  };
}

export async function bytesOf(content: RejectsContent): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of content.read()) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

export function entriesOf(items: readonly StoredEntry[]): RejectEntry[] {
  return items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : []));
}

/** What every store has to do. */
export async function behavesAsStore(
  store: RejectsStore,
  expect: (actual: unknown) => { toEqual(expected: unknown): void },
): Promise<void> {
  const name = 'aa.rejects.ndjson.gz';
  const other = 'bb.rejects.ndjson.gz';
  await store.prepare();
  await store.prepare();
  expect(await all(store.names())).toEqual([]);
  await store.put(name, contentOf([entry(1), entry(2)]));
  await store.put(name, contentOf([entry(1), entry(2)]));
  await store.put(other, contentOf([entry(3)]));
  expect((await all(store.names())).sort()).toEqual([name, other]);
  expect(entriesOf(await all(store.read(name)))).toEqual([entry(1), entry(2)]);
  await store.replace(name, contentOf([entry(2)]));
  expect((await all(store.names())).sort()).toEqual([name, other]);
  expect(entriesOf(await all(store.read(name)))).toEqual([entry(2)]);
  await store.replace(name, undefined);
  expect(await all(store.names())).toEqual([other]);
}

export const reject: FinalVerdict = {
  kind: 'reject',
  problem: { code: 'LF_DOCUMENT_MAPPING', message: 'no', hint: 'look' },
  reason: { type: 'mapper_parsing_exception', text: 'no' },
};
