import { describe, expect, test } from 'vitest';
import { waitFor } from '../../helpers/wait.ts';
import { delivered, failed, message, s3Event, settle, settled, startSource } from './kit.ts';

const hour = 3600;
const handles = (changes: readonly { receiptHandle: string }[]) =>
  changes.map((change) => change.receiptHandle);

async function working(options: Parameters<typeof startSource>[0] = {}, count = 1) {
  const parts = startSource(options);
  await parts.ask(count);
  for (let i = 0; i < count; i += 10) {
    const size = Math.min(10, count - i);
    await parts.queue.give(
      ...Array.from({ length: size }, (_, j) => message(`m${i + j}`, s3Event(`k${i + j}`))),
    );
  }
  expect(parts.items).toHaveLength(count);
  return parts;
}

describe('the heartbeat', () => {
  test('holds a message for hours with a constant value, in time, and stops when it is done', async () => {
    const { clock, queue, items, counts } = await working();
    let end = clock.now() + 300_000;
    await clock.advance(2 * hour);
    expect(new Set(queue.changes.map(({ seconds }) => seconds))).toEqual(new Set([300]));
    for (const { at } of queue.changes) {
      expect(at).toBeLessThan(end);
      end = at + 300_000;
    }
    expect(end).toBeGreaterThan(clock.now());
    expect(counts.leasesExtended).toBe(queue.changes.length);
    await settle(items, 0, delivered);
    const before = queue.changes.length;
    await clock.advance(hour);
    expect(queue.changes).toHaveLength(before);
  });

  test('goes out by ten, and one batch that hangs does not let the others run out', async () => {
    const { clock, queue } = await working({}, 25);
    queue.onChange = (handle) => (handle === 'm3#1' ? new Promise(() => {}) : { kind: 'done' });
    await clock.advance(hour);
    expect(Math.max(...queue.changeCalls)).toBe(10);
    const last = queue.changes.filter(({ at }) => at > clock.now() - 300_000);
    expect(new Set(handles(last)).has('m20#1')).toBe(true);
  });

  test('that fails is tried again before the end; after the end nothing is sent (R24)', async () => {
    const { clock, queue, items, counts, codes } = await working();
    queue.onChange = () => ({ kind: 'failed', reason: 'InternalError' });
    const end = clock.now() + 300_000;
    await clock.advance(hour);
    expect(queue.changes.length).toBeGreaterThanOrEqual(2);
    expect(Math.max(...queue.changes.map(({ at }) => at))).toBeLessThan(end);
    expect(counts).toMatchObject({ leasesLost: 1 });
    expect(codes()).toContain('LF_LEASE_LOST');
    const before = queue.changes.length;
    await settle(items, 0, failed);
    expect(queue.changes).toHaveLength(before);
  });

  test('of which SQS fails some entries is tried again for those; the others are held (B30)', async () => {
    const { clock, queue, counts } = await working({}, 10);
    queue.onChange = (handle) =>
      handle === 'm3#1' ? { kind: 'failed', reason: 'InternalError' } : { kind: 'done' };
    await clock.advance(200);
    expect(counts).toMatchObject({ leasesExtended: 9 });
    queue.onChange = () => ({ kind: 'done' });
    await clock.advance(60);
    expect(handles(queue.changes).filter((handle) => handle === 'm3#1')).toHaveLength(2);
    expect(counts).toMatchObject({ leasesExtended: 10 });
    await clock.advance(hour);
    expect(counts.leasesLost).toBeUndefined();
  });

  test('leaves a message alone that is due while its delete is under way, however long that takes', async () => {
    const { clock, queue, items, counts } = await working({}, 2);
    const answer = Promise.withResolvers<{ kind: 'done' }[]>();
    queue.onDelete = () => answer.promise;
    await clock.advance(100);
    const settling = settle(items, 0, delivered);
    await waitFor(() => queue.deleteCalls.length > 0, { what: 'the delete' });
    await clock.advance(250);
    expect(handles(queue.changes)).toEqual(['m1#1']);
    answer.resolve([{ kind: 'done' }]);
    await settling;
    expect(counts).toMatchObject({ deleted: 1 });
    expect(counts.leasesLost).toBeUndefined();
  });

  test('survives what it may meet of ours: the next beat comes', async () => {
    const { clock, counts, codes, brake } = await working();
    Object.defineProperty(brake, 'engaged', {
      configurable: true,
      get() {
        throw new TypeError('ours');
      },
    });
    await clock.advance(150);
    expect(codes()).toContain('LF_QUEUE_ERROR');
    Object.defineProperty(brake, 'engaged', { value: undefined });
    await clock.advance(130);
    expect(counts).toMatchObject({ leasesExtended: 1 });
  });

  test('that throws is told, and tried again', async () => {
    const { clock, queue, counts, codes } = await working();
    queue.onChange = () => Promise.reject(new Error('network'));
    await clock.advance(200);
    expect(codes()).toContain('LF_QUEUE_ERROR');
    queue.onChange = () => ({ kind: 'done' });
    await clock.advance(99);
    expect(counts).toMatchObject({ leasesExtended: 1 });
    expect(counts.leasesLost).toBeUndefined();
  });

  test('whose answer is "lost" ends, and the delete is tried all the same (R24)', async () => {
    const { clock, queue, items, counts } = await working();
    queue.onChange = () => ({ kind: 'lost' });
    await clock.advance(hour);
    expect(queue.changes).toHaveLength(1);
    expect(counts).toMatchObject({ leasesLost: 1 });
    await settle(items, 0, delivered);
    expect(queue.deleteCalls).toEqual([['m0#1']]);
    expect(counts).toMatchObject({ deleted: 1 });
  });

  test('an answer that comes after the message was deleted is no lost lease', async () => {
    const { clock, queue, items, counts } = await working();
    const answer = Promise.withResolvers<{ kind: 'lost' }>();
    queue.onChange = () => answer.promise;
    await clock.advance(200);
    expect(queue.changes).not.toEqual([]);
    await settle(items, 0, delivered);
    answer.resolve({ kind: 'lost' });
    await settled();
    expect(counts.leasesLost).toBeUndefined();
  });

  test('never goes past 12 hours from the receive: SQS would refuse it, not shorten it (F4)', async () => {
    const { clock, queue } = await working({ maxProcessing: 13 * hour });
    const received = clock.now();
    await clock.advance(13 * hour);
    const limit = received + 12 * hour * 1000;
    for (const { at, seconds } of queue.changes) {
      expect(seconds).toBeGreaterThan(0);
      expect(at + seconds * 1000).toBeLessThanOrEqual(limit);
    }
    expect(Math.max(...queue.changes.map(({ at, seconds }) => at + seconds * 1000))).toBeGreaterThan(
      limit - 5_000,
    );
  });

  test('reckons from when the message was asked for: it may have been hidden since then (R24)', async () => {
    const parts = startSource();
    const { clock, queue, ask } = parts;
    await ask(1);
    const asked = clock.now();
    // A request that hung: SQS hid the message at some moment of these 100 s.
    await clock.advance(100);
    await queue.give(message('a', s3Event('1')));
    queue.onChange = () => ({ kind: 'failed', reason: 'no' });
    await clock.advance(hour);
    expect(Math.max(...queue.changes.map(({ at }) => at))).toBeLessThan(asked + 300_000);
  });
});

describe('max processing', () => {
  test('releases the message, once, and never deletes it for that (D3.6)', async () => {
    const { clock, queue, codes, items, counts } = await working();
    await clock.advance(8100);
    expect(codes()).toContain('LF_MAX_PROCESSING');
    const zero = queue.changes.filter(({ seconds }) => seconds === 0);
    expect(zero).toHaveLength(1);
    await clock.advance(hour);
    expect(queue.changes.at(-1)).toEqual(zero[0]);
    expect(queue.deleteCalls).toEqual([]);
    expect(counts.leasesLost).toBeUndefined();
    await settle(items, 0, delivered);
    expect(queue.deleteCalls).toEqual([['m0#1']]);
  });

  test('counts no time under the brake (R18)', async () => {
    const { clock, queue, codes, brake } = await working();
    await clock.advance(4000);
    brake.engage({ code: 'LF_TEST', message: 'm', hint: 'h' });
    await clock.advance(5000);
    brake.release();
    await clock.advance(3500);
    expect(codes()).toEqual([]);
    expect(queue.changes.every(({ seconds }) => seconds === 300)).toBe(true);
    await clock.advance(700);
    expect(codes()).toEqual(['LF_MAX_PROCESSING']);
  });

  test('is past the 12 hours of SQS when the brake is long: the lease is lost, and taken up again (F4)', async () => {
    const { clock, queue, codes, brake, ask, items } = await working();
    brake.engage({ code: 'LF_TEST', message: 'm', hint: 'h' });
    await clock.advance(13 * hour);
    expect(codes()).toEqual(['LF_LEASE_LOST']);
    brake.release();
    await ask(1);
    await queue.give(message('m0', s3Event('k0'), 2));
    await clock.advance(hour);
    expect(queue.changes.at(-1)).toMatchObject({ receiptHandle: 'm0#2', seconds: 300 });
    expect(items).toHaveLength(1);
    expect(codes()).toEqual(['LF_LEASE_LOST']);
  });

  test('what failed late is held back for what is left of the 12 hours: more would be refused (F4)', async () => {
    const { clock, queue, ask, items } = startSource({ maxProcessing: 13 * hour, redrive: false });
    await ask(1);
    const received = clock.now();
    // After so many receives it would be 11 hours.
    await queue.give(message('a', s3Event('1'), 12));
    await clock.advance(2 * hour);
    await settle(items, 0, failed);
    const { at = 0, seconds = 0 } = queue.changes.at(-1) ?? {};
    expect(at + seconds * 1000).toBeLessThan(received + 12 * hour * 1000);
    expect(seconds).toBeGreaterThan(9.9 * hour);
  });

  test('counts only what this message took: not what had passed when it came, with the longest timeout, too', async () => {
    const { clock, queue, codes, ask } = startSource({ visibility: 12 * hour });
    await clock.advance(3 * hour - 60);
    await ask(1);
    await queue.give(message('a', s3Event('1')));
    await clock.advance(7900);
    expect(codes()).toEqual([]);
    await clock.advance(300);
    expect(codes()).toEqual(['LF_MAX_PROCESSING']);
  });

  test('a release that hangs does not hold up the others', async () => {
    const { clock, queue, ask, items } = await working({ maxProcessing: 600 });
    queue.onChange = (_handle, seconds) => (seconds === 0 ? new Promise(() => {}) : { kind: 'done' });
    await clock.advance(590);
    await ask(1);
    await queue.give(message('late', s3Event('2')));
    expect(items).toHaveLength(2);
    await clock.advance(400);
    expect(queue.changes).toContainEqual(expect.objectContaining({ seconds: 0 }));
    expect(handles(queue.changes)).toContain('late#1');
  });
});

describe('a message that comes again while it is worked on', () => {
  test('goes on under its new receipt handle; it is not begun anew (R25)', async () => {
    const { clock, queue, ask, items, counts } = await working();
    queue.onChange = () => ({ kind: 'lost' });
    await clock.advance(400);
    expect(counts).toMatchObject({ leasesLost: 1 });
    queue.onChange = () => ({ kind: 'done' });
    await ask(1);
    await queue.give(message('m0', s3Event('k0'), 2));
    expect(items).toHaveLength(1);
    await clock.advance(400);
    expect(queue.changes.at(-1)).toMatchObject({ receiptHandle: 'm0#2', seconds: 300 });
    await settle(items, 0, delivered);
    expect(queue.deleteCalls).toEqual([['m0#2']]);
    expect(counts).toMatchObject({ received: 2, deleted: 1 });
  });

  test('after a release for max processing the work has as long again', async () => {
    const { clock, queue, ask, codes } = await working();
    await clock.advance(8100);
    await ask(1);
    await queue.give(message('m0', s3Event('k0'), 2));
    await clock.advance(7900);
    expect(codes()).toEqual(['LF_MAX_PROCESSING']);
    await clock.advance(300);
    expect(codes()).toEqual(['LF_MAX_PROCESSING', 'LF_MAX_PROCESSING']);
  });

  test('while its delete is under way: the answer to the old handle is not the last word', async () => {
    const { queue, ask, items, counts } = await working();
    const old = Promise.withResolvers<{ kind: 'lost' }[]>();
    queue.onDelete = (all) => (all[0] === 'm0#1' ? old.promise : Promise.resolve([{ kind: 'done' }]));
    const settling = settle(items, 0, delivered);
    await waitFor(() => queue.deleteCalls.length > 0, { what: 'the delete' });
    await ask(1);
    await queue.give(message('m0', s3Event('k0'), 2));
    old.resolve([{ kind: 'lost' }]);
    await settling;
    expect(queue.deleteCalls).toEqual([['m0#1'], ['m0#2']]);
    expect(counts).toMatchObject({ deleted: 1 });
    expect(items).toHaveLength(1);
  });
});
