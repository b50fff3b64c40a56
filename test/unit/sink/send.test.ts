import { expect, test } from 'vitest';
import { batchOf, docs, kinds, never, parseBulk, partOf } from './kit.ts';
import { all, bad, blocked, busy, each, ok, refuse, reset, stage } from './stage.ts';

test('many parts travel in one body, and each is told of its own items', async () => {
  await using on = await stage(each(ok, { status: 409, type: 'version_conflict_engine_exception' }, bad, ok));
  const one = partOf(docs(3), 's3://b/one');
  const two = partOf(docs(1, 'logs-2', 9), 's3://b/two');
  await on.sink.deliver(batchOf(one, two), never);
  expect(on.idsOf(0)).toEqual(['id-0', 'id-1', 'id-2', 'id-9']);
  expect([kinds(one), kinds(two)]).toEqual([['ok', 'duplicate', 'reject'], ['ok']]);
  expect(one.verdicts[2]?.[0]).toMatchObject({ problem: { code: 'LF_DOCUMENT_MAPPING' } });
  expect(on.events.statuses).toEqual([200]);
});

test('items that were busy go out again, they alone, after a wait; the others were told before it', async () => {
  await using on = await stage(each(ok, busy, bad, busy), all(ok));
  const part = partOf(docs(4));
  let toldBeforeWait: string[] = [];
  const sleep = on.clock.sleep;
  on.clock.sleep = (ms, signal) => {
    toldBeforeWait = kinds(part);
    return sleep(ms, signal);
  };
  await on.sink.deliver(batchOf(part), never);
  expect(toldBeforeWait).toEqual(['ok', '', 'reject', '']);
  expect(on.idsOf(1)).toEqual(['id-1', 'id-3']);
  expect(kinds(part)).toEqual(['ok', 'ok', 'reject', 'ok']);
  expect(on.clock.sleeps).toEqual([100]);
  expect(on.events.retried).toBe(2);
  expect(on.events.problems).toEqual([{ code: 'LF_CLUSTER_BUSY', items: 2 }]);
});

test('a slice inside a chunk is sent and counted by its own bounds', async () => {
  await using on = await stage(each(busy, ok), all(ok));
  const told = partOf(docs(6));
  const part = { ...told.part, from: 2, to: 4 };
  await on.sink.deliver({ parts: [part], bytes: 0, docs: 2 }, never);
  expect([on.idsOf(0), on.idsOf(1)]).toEqual([['id-2', 'id-3'], ['id-2']]);
  expect(kinds(told)).toEqual(['', '', 'ok', 'ok', '', '']);
});

test('429 for the whole request: waits grow with each, Retry-After is honoured', async () => {
  await using on = await stage(refuse(429), refuse(429), refuse(429, {}, { 'retry-after': '9' }), all(ok));
  const part = partOf(docs(2));
  await on.sink.deliver(batchOf(part), never);
  expect(on.clock.sleeps).toEqual([100, 200, 9400]);
  expect(kinds(part)).toEqual(['ok', 'ok']);
  expect(on.events.statuses).toEqual([429, 429, 429, 200]);
  expect(on.brake.history).toEqual([]);
});

test('a connection that breaks after the commit: the resend finds duplicates', async () => {
  const duplicate = { status: 409, type: 'version_conflict_engine_exception' };
  await using on = await stage(reset, all(duplicate));
  const part = partOf(docs(3));
  await on.sink.deliver(batchOf(part), never);
  expect(kinds(part)).toEqual(['duplicate', 'duplicate', 'duplicate']);
  expect(on.events.statuses).toEqual([0, 200]);
});

test('413: halves, down to the one document that is too large', async () => {
  await using on = await stage((seen, response) => {
    const items = parseBulk(seen.text);
    if (items.length > 2 || items.some(({ id }) => id === 'id-5')) refuse(413)(seen, response, null as never);
    else all(ok)(seen, response, null as never);
  });
  const part = partOf(docs(8));
  await on.sink.deliver(batchOf(part), never);
  expect(kinds(part)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'reject', 'ok', 'ok']);
  expect(part.verdicts[5]?.[0]).toMatchObject({ problem: { code: 'LF_DOCUMENT_TOO_LARGE' } });
  expect(on.clock.sleeps).toEqual([]);
});

test('flood stage: the brake is held until one document is in, then the rest goes', async () => {
  await using on = await stage(each(ok, blocked, blocked), all(blocked), refuse(503), all(ok));
  const part = partOf(docs(3));
  await on.sink.deliver(batchOf(part), never);
  expect(on.brake.history).toEqual(['LF_CLUSTER_BLOCKED', 'released']);
  expect([1, 2, 3, 4].map(on.idsOf)).toEqual([['id-1'], ['id-2'], ['id-1'], ['id-2']]);
  expect(on.clock.sleeps).toEqual([500, 1000, 2000]);
  expect(kinds(part)).toEqual(['ok', 'ok', 'ok']);
});

test('busy and blocked items of one answer: what goes out again is what is told of', async () => {
  await using on = await stage(each(blocked, blocked, busy, ok, busy, blocked), each(ok), all(ok));
  const part = partOf(docs(6));
  await on.sink.deliver(batchOf(part), never);
  expect(on.idsOf(1)).toEqual(['id-0']);
  expect(on.idsOf(2).sort()).toEqual(['id-1', 'id-2', 'id-4', 'id-5']);
  expect(kinds(part)).toEqual(Array(6).fill('ok'));
});

test('the others wait for the one that probes, and send again after it', async () => {
  await using on = await stage(all(blocked), all(blocked), all(ok));
  const one = partOf(docs(1, 'x', 0));
  const two = partOf(docs(1, 'x', 5));
  await Promise.all([on.sink.deliver(batchOf(one), never), on.sink.deliver(batchOf(two), never)]);
  expect(on.brake.history).toEqual(['LF_CLUSTER_BLOCKED', 'released']);
  expect([...kinds(one), ...kinds(two)]).toEqual(['ok', 'ok']);
  expect(on.server.seen).toHaveLength(4);
});

test('nothing is sent while somebody else holds the brake', async () => {
  await using on = await stage(all(ok));
  on.brake.engage({ code: 'LF_X', message: '', hint: '' });
  const part = partOf(docs(1));
  const done = on.sink.deliver(batchOf(part), never);
  await new Promise((resolve) => setImmediate(resolve));
  expect(on.server.seen).toHaveLength(0);
  on.brake.release();
  await done;
  expect(kinds(part)).toEqual(['ok']);
});

test('a cluster that stays away engages the brake once patience is over', async () => {
  await using on = await stage(reset, refuse(503), reset, reset, all(ok));
  const part = partOf(docs(2));
  await on.sink.deliver(batchOf(part), never);
  expect(on.brake.history).toEqual(['LF_CLUSTER_UNREACHABLE', 'released']);
  expect([3, 4, 5].map(on.idsOf)).toEqual([['id-0'], ['id-1'], ['id-0']]);
  expect(kinds(part)).toEqual(['ok', 'ok']);
});

test('no permission: brake, and go on once it is granted', async () => {
  await using on = await stage(refuse(403, { Message: 'User is not authorized' }), refuse(401), all(ok));
  const part = partOf(docs(2));
  await on.sink.deliver(batchOf(part), never);
  expect(on.brake.history).toEqual(['LF_CLUSTER_FORBIDDEN', 'released']);
  expect(kinds(part)).toEqual(['ok', 'ok']);
});

test('most documents of an index rejected: nothing is thrown away, a rejected probe keeps the brake', async () => {
  await using on = await stage(all(bad), all(bad), all(bad), all(ok));
  const parts = [partOf(docs(13), 's3://b/1'), partOf(docs(12, 'logs-1', 13), 's3://b/2')];
  await on.sink.deliver(batchOf(...parts), never);
  expect(on.brake.history).toEqual(['LF_MOST_REJECTED', 'released']);
  expect(parts.flatMap(kinds)).toEqual(Array(25).fill('ok'));
  expect(on.clock.sleeps).toEqual([500, 1000, 2000]);
});

test('a suspected mapping that nobody mends is given up on: the documents are rejected, the others go on', async () => {
  await using on = await stage(...Array.from({ length: 20 }, () => all(bad)));
  const parts = [partOf(docs(13), 's3://b/1'), partOf(docs(12, 'logs-1', 13), 's3://b/2')];
  await on.sink.deliver(batchOf(...parts), never);
  expect(on.brake.history).toEqual(['LF_MOST_REJECTED', 'released']);
  expect(parts.flatMap(kinds)).toEqual(Array(25).fill('reject'));
});

test('a probe that is rejected for its own fault ends a block: its verdict is then told', async () => {
  await using on = await stage(all(blocked), all(bad));
  const part = partOf(docs(1));
  await on.sink.deliver(batchOf(part), never);
  expect(on.brake.history).toEqual(['LF_CLUSTER_BLOCKED', 'released']);
  expect(kinds(part)).toEqual(['reject']);
});

test('an abort ends every wait, leaves the untold untold, and lets go of the brake', async () => {
  await using on = await stage(each(ok, blocked), all(blocked));
  const stop = new AbortController();
  const part = partOf(docs(2));
  const sleep = on.clock.sleep;
  on.clock.sleep = async (ms, signal) => {
    if (on.clock.sleeps.length === 4) stop.abort(new Error('told to stop'));
    await sleep(ms, signal);
  };
  await expect(on.sink.deliver(batchOf(part), stop.signal)).rejects.toThrow('told to stop');
  expect(kinds(part)).toEqual(['ok', '']);
  expect(on.brake.history).toEqual(['LF_CLUSTER_BLOCKED', 'released']);
});

test('an abort ends a request that hangs', async () => {
  const stop = new AbortController();
  await using on = await stage(() => stop.abort(new Error('told to stop')));
  const part = partOf(docs(1));
  await expect(on.sink.deliver(batchOf(part), stop.signal)).rejects.toThrow('told to stop');
  expect(kinds(part)).toEqual(['']);
});
