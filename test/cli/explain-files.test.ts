import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Explanation } from '../../src/app/explain/explanation.ts';
import golden from '../fixtures/golden.json' with { type: 'json' };
import { articleHeader, flowLogObject, folder, goldenLine, lineOf } from '../helpers/flow-lines.ts';
import { type LogflowOptions, runLogflow } from '../helpers/process.ts';
import { temporaryFolder } from '../helpers/temp.ts';

const plain = `${articleHeader}\n${goldenLine}\n`;

async function explained(args: readonly string[], options?: LogflowOptions) {
  const run = await runLogflow(['explain', ...args, '--json'], options);
  const json = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') as Explanation;
  return { ...run, json };
}

/** Explains a file of this content. */
async function explainedFile(name: string, content: string | Uint8Array, ...args: readonly string[]) {
  await using temp = temporaryFolder();
  writeFileSync(join(temp.path, name), content);
  return await explained([name, ...args], { cwd: temp.path });
}

describe('explain FILE', () => {
  it.each([
    ['gzip', gzipSync(plain)],
    ['zstd', zstdCompressSync(plain)],
    ['none', Buffer.from(plain)],
  ])('knows %s by the first bytes, and says when the name misleads', async (compression, content) => {
    const { code, json } = await explainedFile('x.gz', content);
    expect(code).toBe(0);
    expect(json).toMatchObject({
      ok: true,
      object: { kind: 'file', size: content.length },
      compression,
      pipeline: { kind: 'named', pipeline: 'vpcflowlogs' },
      lines: { read: 1, documents: 1 },
    });
    const misled = compression === 'gzip' ? [] : ['LF_NAME_MISLEADS'];
    expect(json.warnings.map(({ code }) => code)).toEqual(misled);
  });

  it('standard input', async () => {
    const { code, json } = await explained(['-', '--timezone', 'Asia/Tokyo'], { stdin: gzipSync(plain) });
    expect(code).toBe(0);
    expect(json.object).toEqual({ kind: 'stdin', uri: '-' });
    expect(json.documents).toMatchObject([{ id: golden._id, document: golden._source }]);
  });

  it('--as asks about a key, and gives the ids of the object', async () => {
    const as = `s3://logs/${folder}/x.log.gz?versionId=v1`;
    const right = await explainedFile('copy', gzipSync(plain), '--as', as, '--id', 'position');
    expect(right.code).toBe(0);
    expect(right.json).toMatchObject({
      object: { uri: `s3://logs/${folder}/x.log.gz`, versionId: 'v1' },
      pipeline: { kind: 'claimed', by: 'key', part: `${folder}/x.log.gz` },
      idKind: 'position',
      warnings: [],
    });
    expect(right.json.documents[0]?.id).toMatch(new RegExp(`^.{22}-${articleHeader.length + 1}$`));
    const wrong = await explainedFile('copy.log.gz', plain, '--as', 's3://logs/x.parquet');
    expect(wrong.code).toBe(1);
    expect(wrong.json).toMatchObject({
      outcome: 'unclaimed',
      pipeline: { key: 'x.parquet', looksLike: 'vpcflowlogs' },
    });
  });

  it('a path like a key is claimed as one', async () => {
    await using temp = temporaryFolder();
    mkdirSync(join(temp.path, folder), { recursive: true });
    writeFileSync(join(temp.path, folder, 'x.log'), plain);
    const { json } = await explained([join(folder, 'x.log')], { cwd: temp.path });
    expect(json.pipeline).toMatchObject({ kind: 'claimed', by: 'path' });
  });

  it('a truncated gzip: what is there, where it ends, and that it would not be delivered', async () => {
    const whole = flowLogObject(Array.from({ length: 5000 }, (_, n) => lineOf(n * 7919)));
    const { code, json } = await explainedFile('x.log.gz', whole.subarray(0, -5000));
    expect(code).toBe(1);
    expect(json).toMatchObject({ ok: false, outcome: 'unreadable', complete: false });
    expect(json.documents).toHaveLength(3);
    expect(json.lines.documents).toBeGreaterThan(100);
    const [problem] = json.problems;
    expect(problem?.code).toBe('LF_OBJECT_CORRUPT');
    expect(problem?.message).toContain(`after ${json.lines.read.toLocaleString('en-US')} whole lines`);
    expect(problem?.message).toContain(`at byte ${json.bytes.unpacked.toLocaleString('en-US')}`);
  });

  it.each([
    ['0 bytes', '', 'it is empty'],
    ['a header alone', `${articleHeader}\n`, 'no line but the header'],
    [
      'lines without data',
      `${articleHeader}\n${goldenLine.replace(' OK ', ' SKIPDATA ')}\n`,
      '1 of its 1 line',
    ],
  ])('%s: delivered, and nothing comes of it', async (_, content, why) => {
    const { code, json } = await explainedFile('x.log', content);
    expect(code).toBe(0);
    expect(json).toMatchObject({ ok: true, documents: [], warnings: [{ code: 'LF_NO_DOCUMENTS' }] });
    expect(json.warnings[0]?.message).toContain(why);
  });

  it('no header: the order that is built in', async () => {
    const { code, json } = await explainedFile('x.log', `${goldenLine}\n`);
    expect(code).toBe(0);
    expect(json.header).toMatchObject({ from: 'built-in', fields: articleHeader.split(' ') });
  });

  it('fields that are not known, and fields that are missed', async () => {
    const { code, json } = await explainedFile(
      'x.log',
      'az-id new-in-v12 start srcaddr\nusw2-az1 x 1583680014 10.0.0.1\n',
    );
    expect(code).toBe(0);
    expect(json.header).toMatchObject({ unknown: ['new-in-v12'], time: 'start' });
    expect(json.header).not.toHaveProperty('keep');
    expect(json.warnings.map(({ code }) => code)).toEqual(['LF_NO_FILTER', 'LF_NO_ADDRESS']);
  });

  it('a header that is refused', async () => {
    const { code, json } = await explainedFile('x.log', 'srcaddr dstaddr\n10.0.0.1 10.0.0.2\n');
    expect(code).toBe(1);
    expect(json).toMatchObject({ outcome: 'unreadable', problems: [{ code: 'LF_HEADER_NO_TIME' }] });
  });

  it('binary garbage: nothing is understood, and nothing of it acts on a terminal', async () => {
    await using temp = temporaryFolder();
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 37 + 5) % 256));
    writeFileSync(join(temp.path, 'x.bin'), bytes);
    const run = await runLogflow(['explain', 'x.bin'], { cwd: temp.path });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('LF_NOTHING_PARSED');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(run.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it('numbers above 2^53 are shown as they are sent', async () => {
    const line = goldenLine.replace(' 385388 ', ' 9007199254740993 ');
    const run = await runLogflow(['explain', '-', '--json'], { stdin: `${articleHeader}\n${line}\n` });
    expect(run.stdout).toContain('"bytes":9007199254740993,');
    const text = await runLogflow(['explain', '-'], { stdin: `${articleHeader}\n${line}\n` });
    expect(text.stdout).toContain('"bytes": 9007199254740993,');
  });

  it.each([
    [[]],
    [['a', 'b']],
    [['s3://bucket']],
    [['s3://bucket/key', '--as', 's3://b/k']],
    [['x', '--as', 'k']],
    [['x', '--docs', '-1']],
    [['x', '--docs', 'many']],
    [['x', '--username', 'me']],
  ])('usage: %j', async (args) => {
    const run = await runLogflow(['explain', ...args]);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/^next: .+ \(LF_(USAGE|CONFIG)\)$/m);
    expect(run.stdout).toBe('');
  });

  it('a file that is not there', async () => {
    const { code, json } = await explained(['no-such.log.gz']);
    expect(code).toBe(1);
    expect(json.problems).toMatchObject([{ code: 'LF_FILE_READ' }]);
  });
});
