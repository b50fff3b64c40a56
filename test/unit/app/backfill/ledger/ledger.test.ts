import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { objectHash } from '../../../../../src/app/backfill/ledger/hash-table.ts';
import { Ledger, type LedgerMode } from '../../../../../src/app/backfill/ledger/ledger.ts';
import { takeLock } from '../../../../../src/app/backfill/ledger/lock.ts';
import { temporaryFolder } from '../../../../helpers/temp.ts';

const job = { id: '0123456789abcdef', about: { prefixes: ['s3://b/'] } };
const done = (key: string) =>
  ({ kind: 'delivered', hash: objectHash('b', key, ''), docs: 1, rejected: 0 }) as const;
const object = { bucket: 'b', key: 'bad', etag: '', size: 1 };
const bad = { kind: 'failed', hash: objectHash('b', 'bad', ''), code: 'LF_OBJECT_KMS', object } as const;

async function openIn(state: string, mode: LedgerMode, said: string[] = []): Promise<Ledger> {
  return Ledger.open(state, job, mode, (line) => said.push(line));
}

describe('opening a ledger', () => {
  it('an unfinished one is not begun anew by accident, and is gone on with when asked for', async () => {
    await using temp = temporaryFolder();
    const first = await openIn(temp.path, 'new');
    first.add(done('1'));
    first.add(bad);
    await first.close();
    await expect(openIn(temp.path, 'new')).rejects.toMatchObject({
      code: 'LF_BACKFILL_UNFINISHED',
      exit: 2,
      message: expect.stringContaining('2 objects are in its ledger, 1 of them have failed'),
    });
    await using second = await openIn(temp.path, 'resume');
    expect(second.before.isDone(objectHash('b', '1', ''))).toBe(true);
    expect(second.before.isDone(bad.hash)).toBe(false);
    expect(second.before.hasFailed(bad.hash)).toBe(true);
  });

  it('a finished one is simply begun anew; one that is gone on with is unfinished again', async () => {
    await using temp = temporaryFolder();
    const said: string[] = [];
    const first = await openIn(temp.path, 'new');
    first.add(bad);
    first.add({ kind: 'end' });
    await first.close();
    const second = await openIn(temp.path, 'resume');
    await second.close();
    await expect(openIn(temp.path, 'new')).rejects.toMatchObject({ code: 'LF_BACKFILL_UNFINISHED' });
    const third = await openIn(temp.path, 'again');
    third.add(bad);
    third.add({ kind: 'end' });
    await third.close();
    await using fourth = await openIn(temp.path, 'new', said);
    expect(fourth.before.size).toBe(0);
    expect(said.join()).toContain('--retry-failed');
  });

  it('nothing to resume is a note, nothing to retry a mistake', async () => {
    await using temp = temporaryFolder();
    await expect(openIn(temp.path, 'retry')).rejects.toMatchObject({ code: 'LF_BACKFILL_UNKNOWN', exit: 2 });
    const said: string[] = [];
    await (await openIn(temp.path, 'resume', said)).close();
    expect(said.join()).toContain('begins at the beginning');
  });

  it('one at a time; a lock goes with its run, and that of a dead process is taken over', async () => {
    await using temp = temporaryFolder();
    const folder = join(temp.path, 'backfill');
    const first = await openIn(temp.path, 'new');
    await expect(openIn(temp.path, 'new')).rejects.toMatchObject({
      code: 'LF_BACKFILL_LOCKED',
      message: expect.stringContaining(String(process.pid)),
    });
    const path = join(folder, `${job.id}.lock`);
    const text = readFileSync(path, 'utf8');
    await first.close();
    expect(readdirSync(folder)).toEqual([`${job.id}.ledger`]);
    // Another life of the same pid, as in a container that began anew.
    writeFileSync(path, JSON.stringify({ ...JSON.parse(text), born: '1' }));
    const said: string[] = [];
    await using second = await openIn(temp.path, 'new', said);
    expect(said).toEqual([expect.stringContaining('taking it over')]);
    expect(readdirSync(folder)).toHaveLength(2);
    expect(second.before.size).toBe(0);
  });

  it('a lock of another machine holds as long as it is touched', async () => {
    await using temp = temporaryFolder();
    const path = join(temp.path, 'lock');
    writeFileSync(path, JSON.stringify({ pid: 1, host: 'elsewhere', born: '', id: 'x' }));
    expect(takeLock(path)).toEqual({ kind: 'held', pid: 1, host: 'elsewhere' });
    utimesSync(path, 1, 1);
    const taken = takeLock(path);
    expect(taken).toMatchObject({ kind: 'locked', takenOver: 1 });
    if (taken.kind === 'locked') taken.lock.release();
    expect(existsSync(path)).toBe(false);
  });

  it('a place that cannot be written to is told before anything is done', async () => {
    await using temp = temporaryFolder();
    const file = join(temp.path, 'file');
    writeFileSync(file, '');
    await expect(openIn(file, 'new')).rejects.toMatchObject({
      code: 'LF_LEDGER',
      hint: expect.stringContaining('--state'),
    });
  });
});
