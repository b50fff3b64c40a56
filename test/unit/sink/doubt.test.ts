import { expect, test } from 'vitest';
import {
  batchOf,
  bulkAnswer,
  docs,
  type Handler,
  type Item,
  json,
  kinds,
  never,
  parseBulk,
  partOf,
} from './kit.ts';
import { all, blocked, each, fails, grok, ok, stage } from './stage.ts';

/** Refuses one document for ever, takes all others. */
const allBut =
  (id: string, item: Item): Handler =>
  (seen, response) =>
    json(response, 200, bulkAnswer(parseBulk(seen.text).map((one) => (one.id === id ? item : ok))));

test.each([grok, fails])(
  'one document refused for no known reason ($type): six tries, then it alone is rejected',
  async (item) => {
    await using on = await stage(allBut('id-1', item));
    const part = partOf(docs(4));
    await on.sink.deliver(batchOf(part), never);
    expect(kinds(part)).toEqual(['ok', 'reject', 'ok', 'ok']);
    expect(part.verdicts[1]?.[0]).toMatchObject({
      problem: { code: 'LF_DOCUMENT_REFUSED' },
      reason: { type: item.type },
    });
    expect(on.server.seen).toHaveLength(6);
    expect(on.clock.sleeps).toEqual([500, 1000, 2000, 4000, 8000]);
    expect(on.brake.history).toEqual([]);
  },
);

test('an index that takes nothing is braked for an unknown reason as ever, and nothing of it is thrown away (R17)', async () => {
  await using on = await stage(...Array.from({ length: 9 }, () => all(grok)), each(ok), all(ok));
  const part = partOf(docs(5));
  await on.sink.deliver(batchOf(part), never);
  expect(on.brake.history).toEqual(['LF_CLUSTER_REFUSES', 'released']);
  expect(kinds(part)).toEqual(Array(5).fill('ok'));
});

test('what another index takes proves nothing', async () => {
  const other: Handler = (seen, response) =>
    json(response, 200, bulkAnswer(parseBulk(seen.text).map(({ index }) => (index === 'b' ? ok : fails))));
  await using on = await stage(...Array.from({ length: 30 }, () => other), all(ok));
  const parts = [partOf(docs(1, 'a')), partOf(docs(20, 'b', 9))];
  await on.sink.deliver(batchOf(...parts), never);
  expect(parts.flatMap(kinds)).toEqual(Array(21).fill('ok'));
});

test('the probe goes through what is held: the first that is taken releases the brake, the poison is rejected', async () => {
  let grokked = 0;
  await using on = await stage((seen, response, request) => {
    const isDown = grokked++ < 3;
    (isDown ? all(grok) : allBut('id-0', grok))(seen, response, request);
  });
  const part = partOf(docs(4));
  await on.sink.deliver(batchOf(part), never);
  expect(on.brake.history).toEqual(['LF_CLUSTER_REFUSES', 'released']);
  expect(kinds(part)).toEqual(['reject', 'ok', 'ok', 'ok']);
});

test('a document all alone does not hold the brake for ever; what others get in meanwhile is the proof', async () => {
  await using on = await stage(allBut('id-0', grok));
  const poison = partOf(docs(1));
  const others = partOf(docs(3, 'logs-1', 1));
  const done = on.sink.deliver(batchOf(poison), never);
  while (on.brake.history.length < 4) await new Promise((resolve) => setImmediate(resolve));
  expect(kinds(poison)).toEqual(['']);
  await on.sink.deliver(batchOf(others), never);
  await done;
  expect([...kinds(poison), ...kinds(others)]).toEqual(['reject', 'ok', 'ok', 'ok']);
});

test('a block that ends with a document refused for no known reason is over', async () => {
  await using on = await stage(all(blocked), allBut('id-0', fails));
  const part = partOf(docs(2));
  await on.sink.deliver(batchOf(part), never);
  expect(on.brake.history).toEqual(['LF_CLUSTER_BLOCKED', 'released']);
  expect(kinds(part)).toEqual(['reject', 'ok']);
});
