import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runLogflow } from '../helpers/process.ts';
import { type Pty, startPty } from '../helpers/pty.ts';
import { lastLineOf } from '../helpers/search.ts';
import { temporaryFolder } from '../helpers/temp.ts';

/** Waits for each question before it is answered. */
async function answer(pty: Pty, ...answers: readonly (readonly [question: RegExp, typed: string])[]) {
  for (const [question, typed] of answers) {
    await pty.waitFor(question);
    pty.type(`${typed}\r`);
  }
}

const vpc = 'vpc-0123456789abcdef0';

describe('init in a terminal', () => {
  it('asks, refuses what is wrong, goes back, and writes what was answered', async () => {
    await using folder = temporaryFolder();
    const file = join(folder.path, 'mine.yaml');
    await using pty = startPty(['init', '--output-file', file], {
      env: { AWS_REGION: 'us-west-2' },
      rows: 60,
    });
    await answer(
      pty,
      [/project \[logflow\]:$/, 'Dev'],
      [/must be 2 to 32 small letters.*\nproject \[logflow\]:$/, 'dev'],
      [/bucket \[-\]:$/, ''],
      [/flow-logs-of \[-\]:$/, vpc],
      [/queue \[dev-objects\]:$/, '<'],
      [/flow-logs-of \[-\]:(.|\n)*flow-logs-of \[-\]:$/, `${vpc},vpc-01234567`],
      [/queue \[dev-objects\]:(.|\n)*queue \[dev-objects\]:$/, ''],
      [/region \[us-west-2\]:$/, ''],
      [/node \[-\]:$/, 'search.example.com'],
      [/must be http.*\nnode \[-\]:$/, 'https://search.example.com'],
      [/sign-in \[none\]:$/, 'password'],
      [/username \[\]:$/, 'reader'],
      [/timezone \[UTC\]:$/, 'Asia/Tokyo'],
      [/rejects \[-\]:$/, 's3://dev/rejects'],
    );
    expect(await pty.ended()).toBe(0);
    const screen = await pty.waitFor(/logflow consume --config/);
    expect(screen).toContain(`wrote ${file}`);
    expect(screen).toMatch(/export LOGFLOW_PASSWORD=\.\.\./);
    expect(screen).toMatch(/logflow setup --config \S+\s.*plan first/s);
    expect(parse(readFileSync(file, 'utf8'))).toEqual({
      queue: 'dev-objects',
      region: 'us-west-2',
      node: 'https://search.example.com',
      username: 'reader',
      timezone: 'Asia/Tokyo',
      rejects: 's3://dev/rejects',
      setup: { project: 'dev', 'flow-logs': { of: [vpc, 'vpc-01234567'] } },
    });
    expect(readdirSync(folder.path)).toEqual(['mine.yaml']);
  });

  it.each([
    ['\u0003', 130],
    ['\u0004', 1],
    ['quit\r', 1],
  ] as const)('%j in the middle leaves no file, and a sane terminal', async (keys, code) => {
    await using folder = temporaryFolder();
    await using pty = startPty(['init', '--output-file', join(folder.path, 'mine.yaml')], { rows: 60 });
    await answer(pty, [/project \[logflow\]:$/, ''], [/bucket \[-\]:$/, '']);
    await pty.waitFor(/flow-logs-of \[-\]:$/);
    pty.type(keys);
    expect(await pty.ended()).toBe(code);
    expect(readdirSync(folder.path)).toEqual([]);
    expect(pty.screen()).not.toContain('stopping');
    const modes = await pty.modes();
    for (const mode of ['icanon', 'echo', 'isig']) expect(modes).toMatch(new RegExp(`(?<!-)\\b${mode}\\b`));
  });

  it('a file that is there is replaced by a yes alone', async () => {
    await using folder = temporaryFolder();
    const file = join(folder.path, 'mine.yaml');
    writeFileSync(file, 'queue: [broken');
    const given = [
      '--queue',
      'q',
      '--project',
      'dev',
      '--bucket',
      'logs',
      '--flow-logs-of',
      vpc,
      '--timezone',
      'UTC',
    ];
    const more = ['--region', 'us-west-2', '--rejects', 'index:rejects', '--output-file', file];
    {
      await using pty = startPty(['init', ...given, ...more]);
      await answer(pty, [/is there already\. Replace it.*\[y\/N\]$/s, '']);
      expect(await pty.ended()).toBe(1);
      expect(await pty.waitFor(/nothing was written/)).not.toContain('node [');
    }
    expect(readFileSync(file, 'utf8')).toBe('queue: [broken');
    await using pty = startPty(['init', ...given, ...more]);
    await answer(pty, [/\[y\/N\]$/, 'y'], [/node \[-\]:$/, '-']);
    expect(await pty.ended()).toBe(0);
    expect(parse(readFileSync(file, 'utf8'))).toMatchObject({ queue: 'q', setup: { bucket: 'logs' } });
  });
});

describe('init by flags alone', () => {
  it('writes what is given; what it wrote is what `status` reads', async () => {
    await using folder = temporaryFolder();
    const args = [
      'init',
      '--queue',
      'q-1',
      '--node',
      'http://127.0.0.1:9',
      '--region',
      'eu-west-1',
      '--json',
    ];
    const run = await runLogflow(args, {
      cwd: folder.path,
      env: { LOGFLOW_PASSWORD: 'hunter2', LOGFLOW_USERNAME: 'me' },
    });
    expect(run.code).toBe(0);
    expect(lastLineOf(run.stdout)).toMatchObject({ type: 'init', ok: true, file: 'logflow.yaml' });
    const text = readFileSync(join(folder.path, 'logflow.yaml'), 'utf8');
    expect(parse(text)).toEqual({
      queue: 'q-1',
      node: 'http://127.0.0.1:9',
      region: 'eu-west-1',
      username: 'me',
    });
    expect(text + run.stdout + run.stderr).not.toContain('hunter2');
    const env = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    };
    const status = await runLogflow(['status', '--json'], {
      cwd: folder.path,
      env: { ...env, LOGFLOW_PASSWORD: 'x' },
    });
    expect(lastLineOf(status.stdout)).toMatchObject({
      queue: { name: 'q-1', problems: [{ code: 'LF_AWS_UNREACHABLE' }] },
      cluster: { nodes: ['http://127.0.0.1:9'], problems: [{ code: 'LF_CLUSTER_UNREACHABLE' }] },
    });
  });

  it('a file that is there is replaced by --force alone', async () => {
    await using folder = temporaryFolder();
    const file = join(folder.path, 'logflow.yaml');
    writeFileSync(file, 'queue: old\n');
    const refused = await runLogflow(['init', '--queue', 'new', '--yes'], { cwd: folder.path });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('LF_INIT_EXISTS');
    expect(readFileSync(file, 'utf8')).toBe('queue: old\n');
    expect((await runLogflow(['init', '--queue', 'new', '--force'], { cwd: folder.path })).code).toBe(0);
    expect(parse(readFileSync(file, 'utf8'))).toEqual({ queue: 'new' });
    expect(readdirSync(folder.path)).toEqual(['logflow.yaml']);
  });

  it.each([
    [[], 2, 'there is nothing to write'],
    [['--queue', 'q', '--output-file', 'no/such/folder.yaml'], 1, 'LF_INIT_WRITE'],
    [
      ['--node', 'http://u:hunter2@h', '--timezone', 'Mars', '--project', '_'],
      2,
      '--project: must be 2 to 32',
    ],
    [['--sigv4', 'es', '--username', 'me'], 2, '--sigv4, --username: one way to sign in'],
  ] as const)('%j: exit %i', async (args, code, says) => {
    await using folder = temporaryFolder();
    const run = await runLogflow(['init', ...args], { cwd: folder.path });
    expect(run.code).toBe(code);
    expect(run.stderr).toContain(says);
    expect(run.stderr).not.toContain('hunter2');
    expect(run.stderr).toMatch(/^next: .+ \(LF_[A-Z0-9_]+\)$/m);
    expect(readdirSync(folder.path)).toEqual([]);
  });
});
