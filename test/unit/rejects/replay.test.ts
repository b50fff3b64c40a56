import { expect, test } from 'vitest';
import { type FinalVerdict, itemStart, type Sink } from '../../../src/model/bulk.ts';
import { createDirectoryStore } from '../../../src/rejects/directory-store.ts';
import { replayName } from '../../../src/rejects/replay.ts';
import { temporaryFolder } from '../../helpers/temp.ts';
import { all, contentOf, entriesOf, entry, reject } from './kit.ts';

const name = 'aa.rejects.ndjson.gz';
const { signal } = new AbortController();

async function setup(verdictOf: (item: string) => FinalVerdict) {
  const folder = temporaryFolder();
  const store = createDirectoryStore(folder.path);
  await store.put(name, contentOf([1, 2, 3, 4, 5].map((n) => entry(n))));
  const requests: number[] = [];
  const sink: Pick<Sink, 'deliver'> = {
    async deliver({ parts, docs }) {
      requests.push(docs);
      for (const part of parts)
        for (let i = part.from; i < part.to; i++)
          part.settle(
            i,
            i + 1,
            verdictOf(part.bytes.toString('utf8', itemStart(part, i), itemStart(part, i + 1))),
          );
    },
  };
  const deps = { store, sink, maxBytes: 1e6, maxDocs: 2, now: () => 0, onSettled: () => {} };
  return { store, requests, deps, [Symbol.asyncDispose]: () => folder.remove() };
}

test('what is taken leaves the store, what is refused stays with the new reason', async () => {
  await using kit = await setup((item) =>
    item.includes('"id-2"') ? reject : item.includes('"id-3"') ? { kind: 'duplicate' } : { kind: 'ok' },
  );
  expect(await replayName(name, kit.deps, signal)).toMatchObject({ indexed: 3, duplicate: 1, refused: 1 });
  expect(kit.requests).toEqual([2, 2, 1]);
  expect(entriesOf(await all(kit.store.read(name)))).toEqual([
    entry(2, { at: '1970-01-01T00:00:00.000Z', reason: { type: 'mapper_parsing_exception', text: 'no' } }),
  ]);
});

test('when everything was taken nothing is left', async () => {
  await using kit = await setup(() => ({ kind: 'ok' }));
  expect(await replayName(name, kit.deps, signal)).toEqual({ indexed: 5, duplicate: 0, refused: 0 });
  expect(await all(kit.store.names())).toEqual([]);
});

test('stopped in the middle, the store is as it was', async () => {
  await using kit = await setup(() => {
    throw new Error('stopped');
  });
  await expect(replayName(name, kit.deps, signal)).rejects.toThrow('stopped');
  expect(entriesOf(await all(kit.store.read(name)))).toHaveLength(5);
});
