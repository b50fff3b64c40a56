import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { IndexStore } from '../../src/rejects/index-store.ts';
import { createCluster } from '../../src/sink/cluster.ts';
import { describeEachCluster } from '../helpers/each-cluster.ts';
import { allDocuments, ask, wipe } from '../helpers/search.ts';
import { all, behavesAsStore, contentOf, entriesOf, entry } from '../unit/rejects/kit.ts';

const name = 'aa.rejects.ndjson.gz';

describeEachCluster('rejects in an index', ({ url }) => {
  const cluster = createCluster({
    nodes: [url],
    auth: { kind: 'none' },
    requestTimeout: 30_000,
    compress: false,
    environment: {},
  });
  const open = (index: string) => new IndexStore(cluster, index, systemClock);
  beforeAll(() => wipe(url, 'kept'));
  afterAll(async () => {
    await wipe(url, 'kept');
    await cluster.close();
  });

  it('keeps', () => behavesAsStore(open('kept-plain'), expect));

  it('takes whatever a document holds, and gives it back byte for byte', async () => {
    const store = open('kept-hostile');
    await store.prepare();
    const documents = [
      '{"a":1}',
      '{"a":{"b":9223372036854775807}}',
      '{"a":["\u2028",null]}',
      '{"document":{"a.b..c":1}}',
    ];
    const entries = documents.map((document, n) => entry(n, { document }));
    await store.put(name, contentOf(entries));
    expect(await all(store.names())).toEqual([name]);
    expect(entriesOf(await all(store.read(name)))).toEqual(entries);
  });

  it('pages of many documents come whole, and go', async () => {
    const store = open('kept-many');
    await store.prepare();
    await store.put(name, contentOf(Array.from({ length: 1500 }, (_, n) => entry(n))));
    expect(await all(store.names())).toEqual([name]);
    const ids = entriesOf(await all(store.read(name))).map(({ id }) => id);
    expect(new Set(ids).size).toBe(1500);
    await store.replace(name, undefined);
    expect(await allDocuments(url, 'kept-many')).toEqual([]);
  });

  it('what another consumer adds while it is replayed stays', async () => {
    const store = open('kept-shared');
    await store.prepare();
    await store.put(name, contentOf([entry(1), entry(2)]));
    await all(store.names());
    await all(store.read(name));
    await open('kept-shared').put(name, contentOf([entry(3)]));
    await store.replace(name, contentOf([entry(2)]));
    await all(store.names());
    expect(
      entriesOf(await all(store.read(name)))
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['id-2', 'id-3']);
  });

  it('an index of something else is refused, one that is not there is told', async () => {
    await ask('PUT', `${url}/kept-logs/_doc/1`, { message: 'a log' });
    await expect(open('kept-logs').prepare()).rejects.toMatchObject({
      code: 'LF_REJECTS_STORE',
      message: expect.stringContaining('another mapping'),
    });
    await expect(all(open('kept-nowhere').names())).rejects.toMatchObject({
      code: 'LF_REJECTS_STORE',
      message: expect.stringContaining('no such index'),
    });
  });
});
