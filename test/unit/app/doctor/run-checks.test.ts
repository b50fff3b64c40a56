import { describe, expect, it } from 'vitest';
import { type Check, check, failure, ok, skipped } from '../../../../src/app/doctor/check.ts';
import { type Checked, runChecks } from '../../../../src/app/doctor/run-checks.ts';
import { LogflowError } from '../../../../src/model/errors.ts';

const queue = { name: 'q', url: 'u', arn: 'a', attributes: {} };
const feeds = { topics: [], rules: [], buckets: [] };
const problem = { code: 'LF_TEST', message: 'm', hint: 'h' };
const find = (found: ReturnType<typeof ok>) =>
  check({ id: 'queue', title: 'queue', gives: ['queue'], run: () => found });
const use = check({
  id: 'use',
  title: 'use',
  needs: ['queue'],
  gives: ['feeds'],
  run: ({ queue }) => ok(queue.name, { feeds }),
});
const last = check({ id: 'last', title: 'last', needs: ['feeds'], run: () => ok('') });

function run(checks: readonly Check[], more: object = {}): Promise<Checked[]> {
  const ended = () => {};
  return runChecks(checks, { deadline: 60_000, stop: new AbortController().signal, ended, ...more });
}
const verdicts = async (checks: readonly Check[]) => (await run(checks)).map(({ verdict }) => verdict);

describe('checks', () => {
  it('get what they need, wherever they stand in the list, and are told in its order', async () => {
    const told: string[] = [];
    const ended = ({ id }: Checked) => void told.push(id);
    const checked = await run([last, use, find(ok('', { queue }))], { ended });
    expect(checked.map(({ id, verdict }) => [id, verdict.kind])).toEqual([
      ['last', 'ok'],
      ['use', 'ok'],
      ['queue', 'ok'],
    ]);
    expect(told).toEqual(['queue', 'use', 'last']);
  });

  it('are skipped with the name of the one that has the cause, however far away', async () => {
    expect(await verdicts([find(failure(problem)), use, last])).toEqual([
      { kind: 'failure', problems: [problem] },
      { kind: 'skipped', why: 'for want of: queue' },
      { kind: 'skipped', why: 'for want of: queue' },
    ]);
  });

  it('are skipped for the reason for which the one in front was', async () => {
    const [, second] = await verdicts([find(skipped('no --queue')), use]);
    expect(second).toEqual({ kind: 'skipped', why: 'no --queue' });
  });

  it('go on with what a failure gives', async () => {
    const [, second] = await verdicts([find(failure(problem, { queue })), use]);
    expect(second).toEqual({ kind: 'ok', says: 'q' });
  });

  it('wait for what they can do without', async () => {
    const without = check({ id: 'w', title: 'w', after: ['queue'], run: ({ queue }) => ok(String(queue)) });
    expect(await verdicts([find(failure(problem)), without])).toMatchObject([{}, { says: 'undefined' }]);
  });

  it('run side by side', async () => {
    const gate = Promise.withResolvers<void>();
    const waits = check({ id: 'a', title: 'a', run: () => gate.promise.then(() => ok('a')) });
    const opens = check({
      id: 'b',
      title: 'b',
      run: () => {
        gate.resolve();
        return ok('b');
      },
    });
    expect(await verdicts([waits, opens])).toMatchObject([{ says: 'a' }, { says: 'b' }]);
  });

  it('end in time, also one that hears no signal', async () => {
    const deaf = check({ id: 'deaf', title: 'deaf', run: () => new Promise<never>(() => {}) });
    const [checked] = await run([deaf], { deadline: 10 });
    expect(checked?.verdict).toMatchObject({ kind: 'failure', problems: [{ code: 'LF_DOCTOR_TIMEOUT' }] });
  });

  it('word what keeps them when their time is over', async () => {
    const hears = check({
      id: 'hears',
      title: 'hears',
      run: (_, signal) =>
        new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () => reject(new LogflowError(problem)));
        }),
    });
    const [checked] = await run([hears], { deadline: 10 });
    expect(checked?.verdict).toEqual({ kind: 'failure', problems: [problem] });
  });

  it('end with a stop, and with a bug', async () => {
    const stop = new AbortController();
    const stops = check({
      id: 's',
      title: 's',
      run: () => {
        stop.abort(new Error('Ctrl-C'));
        return ok('');
      },
    });
    await expect(run([stops], { stop: stop.signal })).rejects.toThrow('Ctrl-C');
    const buggy = check({
      id: 'bug',
      title: 'bug',
      run: () => {
        throw new TypeError('a bug');
      },
    });
    await expect(run([buggy])).rejects.toThrow('a bug');
  });
});
