import { expect, test } from 'vitest';
import { Credentials, type Keys } from '../../../../src/app/aws/credentials.ts';

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

/** Keys `k1`, `k2`, … that live for `life` ms, on a clock that stands still; `trouble` makes fetching fail. */
function setUp({ life = Number.POSITIVE_INFINITY, same = false } = {}) {
  const state = { now: start, fetches: 0, slept: 0, trouble: undefined as Error | undefined };
  const fetch = async (): Promise<Keys> => {
    state.fetches += 1;
    await Promise.resolve();
    if (state.trouble) throw state.trouble;
    return {
      accessKeyId: same ? 'k' : `k${state.fetches}`,
      secretAccessKey: 's',
      ...(Number.isFinite(life) && { expiration: new Date(state.now + life) }),
    };
  };
  const clock = {
    now: () => state.now,
    sleep: async (ms: number) => {
      state.slept += ms;
      state.now += ms;
    },
  };
  const credentials = new Credentials(fetch, { clock });
  return { state, credentials, id: async () => (await credentials.provider()).accessKeyId };
}

/** Until what runs beside us has ended. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('are fetched once for all who ask at once, and remembered', async () => {
  const { state, id } = setUp();
  expect(await Promise.all(Array.from({ length: 50 }, id))).toEqual(Array(50).fill('k1'));
  state.now += 365 * 24 * 60 * minute;
  expect(await id()).toBe('k1');
  expect(state.fetches).toBe(1);
});

test('are renewed five minutes early, once, while the old ones go on being used', async () => {
  const { state, id } = setUp({ life: 60 * minute });
  await id();
  state.now += 55 * minute - 1;
  await id();
  await settled();
  expect(state.fetches).toBe(1);
  state.now += 1;
  expect(await Promise.all([id(), id(), id()])).toEqual(['k1', 'k1', 'k1']);
  await settled();
  expect(await id()).toBe('k2');
  expect(state.fetches).toBe(2);
});

test('that live for less than ten minutes are renewed at half of that', async () => {
  const { state, id } = setUp({ life: 4_000 });
  await id();
  state.now += 1_999;
  await id();
  await settled();
  expect(state.fetches).toBe(1);
  state.now += 1;
  await id();
  await settled();
  expect(await id()).toBe('k2');
});

test('that come expired, as this clock has it, are used, and fetched again after a second', async () => {
  const { state, id } = setUp({ life: -60 * minute });
  expect([await id(), await id()]).toEqual(['k1', 'k1']);
  state.now += 1_000;
  expect(await id()).toBe('k2');
});

test('that cannot be renewed are used until they expire; then everybody is told why, and fewer and fewer ask', async () => {
  const { state, id } = setUp({ life: 60 * minute });
  await id();
  state.trouble = new Error('the endpoint is down');
  state.now += 58 * minute;
  expect(await id()).toBe('k1');
  await settled();
  state.now += 2 * minute;
  state.fetches = 0;
  for (let seconds = 0; seconds < 120; seconds++) {
    const asked = await Promise.allSettled([id(), id(), id()]);
    expect(asked.map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
    state.now += 1_000;
  }
  await expect(id()).rejects.toThrow('the endpoint is down');
  expect(state.fetches).toBeGreaterThan(4);
  expect(state.fetches).toBeLessThan(10);
});

test('come by themselves half a minute after the trouble is over, at the latest', async () => {
  const { state, id } = setUp({ life: minute });
  state.trouble = new Error('down');
  for (let seconds = 0; seconds < 300; seconds++) {
    await expect(id()).rejects.toThrow('down');
    state.now += 1_000;
  }
  state.trouble = undefined;
  state.now += 30_000;
  expect(await id()).toMatch(/^k/);
});

test('that AWS refuses are replaced once, however many were refused', async () => {
  const { state, credentials, id } = setUp();
  await id();
  state.now += minute;
  const all = await Promise.all(Array.from({ length: 50 }, () => credentials.replace('k1')));
  expect(all).toEqual(Array(50).fill(true));
  expect(state).toMatchObject({ fetches: 2, slept: 0 });
  expect(await id()).toBe('k2');
  // Whoever was refused with the first ones, and says so only now.
  expect(await credentials.replace('k1')).toBe(true);
  expect(state.fetches).toBe(2);
});

test('that are refused as soon as they come are replaced once a second', async () => {
  const { state, credentials, id } = setUp();
  await id();
  for (let n = 1; n <= 5; n++) expect(await credentials.replace(`k${n}`)).toBe(true);
  expect(state).toMatchObject({ fetches: 6, slept: 5_000 });
});

test('are not replaced where there are no others', async () => {
  const { credentials, id } = setUp({ same: true });
  await id();
  expect(await credentials.replace('k')).toBe(false);
});

test('that are refused and cannot be replaced say why', async () => {
  const { state, credentials, id } = setUp();
  await id();
  state.trouble = new Error('the session has ended');
  await expect(credentials.replace('k1')).rejects.toThrow('the session has ended');
});

test('that never come do not hang whoever asks', async () => {
  const credentials = new Credentials(() => new Promise(() => {}), { patience: 1 });
  await expect(credentials.provider()).rejects.toMatchObject({ name: 'CredentialsProviderError' });
});
