import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashText, objectHash } from '../../../../../src/app/backfill/ledger/hash-table.ts';
import { failedObjects, formatHeader, loadLedger } from '../../../../../src/app/backfill/ledger/read.ts';
import {
  formatRecord,
  type LedgerRecord,
  parseRecord,
} from '../../../../../src/app/backfill/ledger/record.ts';
import { temporaryFolder } from '../../../../helpers/temp.ts';

const key = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }).map((text) => text.toWellFormed()),
  fc.constantFrom('a\nb', 'd "q" \\', '\r\n', "it's", 'f AAAAAAAAAAAAAAAA LF_X {}', 'ログ😀'),
);
const failed = fc.record({ bucket: fc.constant('b'), key, etag: fc.constantFrom('', '0f'), size: fc.nat() });
const record: fc.Arbitrary<LedgerRecord> = fc.oneof(
  fc.tuple(key, fc.nat(), fc.nat({ max: 3 })).map(([k, docs, rejected]) => ({
    kind: 'delivered' as const,
    hash: objectHash('b', k, ''),
    docs,
    rejected,
  })),
  key.map((k) => ({ kind: 'gone' as const, hash: objectHash('b', k, '') })),
  key.map((k) => ({ kind: 'queued' as const, hash: objectHash('b', k, '') })),
  failed.map((object) => ({
    kind: 'failed' as const,
    hash: objectHash(object.bucket, object.key, object.etag),
    code: 'LF_OBJECT_KMS',
    object,
  })),
  fc.constantFrom({ kind: 'begin' as const }, { kind: 'end' as const }),
);

/** What an attentive reader would know. */
function expected(records: readonly LedgerRecord[]) {
  const last = new Map<string, LedgerRecord>();
  let finished = false;
  for (const one of records) {
    if ('hash' in one) last.set(hashText(one.hash), one);
    else finished = one.kind === 'end';
  }
  const failures = [...last.values()].filter(({ kind }) => kind === 'failed').length;
  return { size: last.size, failed: failures, finished };
}

describe('the ledger', () => {
  it('each record is one line, and comes back', () => {
    fc.assert(
      fc.property(record, (one) => {
        const line = formatRecord(one);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(parseRecord(line.slice(0, -1))).toEqual(one);
      }),
    );
  });

  it('a delivered object takes less than 30 bytes', () => {
    const hash = objectHash('b', 'k', 'e');
    expect(formatRecord({ kind: 'delivered', hash, docs: 123_456, rejected: 0 }).length).toBeLessThan(30);
  });

  it('killed at any byte, it holds every record that was whole, and is appended to as if nothing had been (R32)', async () => {
    await using temp = temporaryFolder();
    const path = join(temp.path, 'ledger');
    const header = formatHeader({ prefixes: ['s3://b/\n"'] });
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 4 }), record, async (records, next) => {
        const whole = Buffer.from(header + records.map(formatRecord).join(''));
        const ends = [...whole.keys()].filter((at) => whole[at] === 10).map((at) => at + 1);
        for (let cut = header.length; cut <= whole.length; cut++) {
          writeFileSync(path, whole.subarray(0, cut));
          const kept = records.slice(0, ends.filter((end) => end <= cut).length - 1);
          const found = await loadLedger(path);
          const { entries, finished, broken } = found;
          expect({ size: entries.size, failed: entries.failed, finished }).toEqual(expected(kept));
          expect(broken).toBe(0);
          expect(found.job).toEqual({ prefixes: ['s3://b/\n"'] });
          if (cut % 7 !== 0) continue;
          truncateSync(path, found.whole);
          appendFileSync(path, formatRecord(next));
          const again = await loadLedger(path);
          const told = { size: again.entries.size, failed: again.entries.failed, finished: again.finished };
          expect(told).toEqual(expected([...kept, next]));
        }
      }),
      { numRuns: 15 },
    );
  });

  it('what a disk that lost power wrote in between is left out, and counted', async () => {
    await using temp = temporaryFolder();
    const path = join(temp.path, 'ledger');
    const good = (k: string) => formatRecord({ kind: 'gone', hash: objectHash('b', k, '') });
    writeFileSync(path, `${formatHeader({})}${good('1')}${'\0'.repeat(3 << 20)}\n${good('2')}xyz\n`);
    const { entries, broken, whole } = await loadLedger(path);
    expect(entries.size).toBe(2);
    expect(broken).toBe(2);
    expect(whole).toBe(readFileSync(path).length);
  });

  it('gives what failed, each once, and not what was done since', async () => {
    await using temp = temporaryFolder();
    const path = join(temp.path, 'ledger');
    const failure = (k: string): LedgerRecord => ({
      kind: 'failed',
      hash: objectHash('b', k, 'e'),
      code: 'LF_OBJECT_READ',
      object: { bucket: 'b', key: k, etag: 'e', size: 1 },
    });
    const done: LedgerRecord = { kind: 'delivered', hash: objectHash('b', 'two', 'e'), docs: 1, rejected: 0 };
    const records = [failure('one\n"'), failure('two'), failure('one\n"'), done, failure('three')];
    writeFileSync(path, formatHeader({}) + records.map(formatRecord).join(''));
    const { entries } = await loadLedger(path);
    expect(entries.failed).toBe(2);
    const keys: string[] = [];
    for await (const object of failedObjects(path, entries)) keys.push(object.key);
    expect(keys).toEqual(['one\n"', 'three']);
  });

  it('a million objects are loaded in little memory', async () => {
    await using temp = temporaryFolder();
    const path = join(temp.path, 'ledger');
    writeFileSync(path, formatHeader({}));
    for (let part = 0; part < 10; part++) {
      const lines = Array.from({ length: 100_000 }, (_, n) =>
        formatRecord({
          kind: 'delivered',
          hash: { a: part * 100_000 + n, b: n, c: part },
          docs: 10,
          rejected: 0,
        }),
      );
      appendFileSync(path, lines.join(''));
    }
    const before = process.memoryUsage().arrayBuffers;
    const { entries } = await loadLedger(path);
    expect(entries.size).toBe(1_000_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100e6);
    expect(entries.isDone({ a: 999_999, b: 99_999, c: 9 })).toBe(true);
  });
});
