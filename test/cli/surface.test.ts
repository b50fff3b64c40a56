import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runLogflow } from '../helpers/process.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Manifest {
  readonly commands: Record<
    string,
    { flags: Record<string, { env?: string; type: string }>; examples: unknown[] }
  >;
}

const manifest = JSON.parse(readFileSync(`${root}oclif.manifest.json`, 'utf8')) as Manifest;

describe('the command surface', () => {
  it('oclif.manifest.json is what the commands say (npm run build)', () => {
    // `npm test` has just built it anew: the committed one must be the same. Outside a checkout there is nothing to compare.
    const committed = execFileSync('git', ['show', ':oclif.manifest.json'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(manifest).toEqual(JSON.parse(committed));
  });

  it('every flag has a LOGFLOW_ variable', () => {
    const without = Object.entries(manifest.commands).flatMap(([command, { flags }]) =>
      Object.entries(flags)
        .filter(([, flag]) => !/^LOGFLOW_[A-Z0-9_]+$/.test(flag.env ?? ''))
        .map(([flag]) => `${command} --${flag}`),
    );
    expect(without).toEqual([]);
  });

  it.each([
    ['consume', ['queue', 'node', 'region', 'config', 'timezone', 'schema', 'id', 'index', 'threads']],
    ['consume', ['concurrency', 'drain', 'json', 'no-ui', 'output', 'visibility-timeout']],
    ['ingest', ['as', 'node', 'output', 'timezone', 'id', 'index', 'json']],
    ['explain', ['as', 'docs', 'node', 'timezone', 'id', 'index', 'no-ui', 'json']],
    ['demo', ['node', 'objects', 'lines', 'json']],
    ['template:install', ['node', 'index', 'json']],
    ['dlq:list', ['queue', 'dlq', 'region', 'max', 'json']],
    ['dlq:show', ['queue', 'dlq', 'key', 'message-id', 'max', 'json']],
    ['dlq:redrive', ['queue', 'reason', 'key', 'message-id', 'max', 'dry-run', 'yes', 'json']],
    ['consume', ['rejects', 'rejects-durable']],
    ['audit', ['prefix', 'since', 'until', 'account', 'region', 'include', 'exclude', 'node', 'rejects']],
    ['audit', ['fix', 'fast', 'state', 'index', 'id', 'timezone', 'origin', 'json']],
    ['setup', ['only', 'dry-run', 'yes', 'destroy', 'queue', 'region', 'node', 'config', 'json']],
    ['setup', ['export', 'account']],
    ['dashboards:install', ['dashboards-url', 'space', 'overwrite', 'yes', 'dry-run', 'export', 'json']],
    ['dashboards:install', ['username', 'password', 'api-key', 'sigv4', 'ca', 'index', 'data-stream']],
    ['status', ['queue', 'node', 'region', 'index', 'watch', 'json', 'no-ui']],
    ['init', ['queue', 'node', 'project', 'bucket', 'flow-logs-of', 'output-file', 'force', 'yes', 'json']],
    ['rejects:list', ['rejects', 'node', 'json']],
    ['rejects:replay', ['rejects', 'node', 'dry-run', 'json']],
  ])('%s has the flags that scripts rely on: %j', (command, flags) => {
    expect(Object.keys(manifest.commands[command]?.flags ?? {})).toEqual(expect.arrayContaining(flags));
  });

  it.each(Object.keys(manifest.commands))('%s --help shows examples', async (command) => {
    const help = await runLogflow([...command.split(':'), '--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('EXAMPLES');
    expect(help.stdout).toContain('$ logflow');
  });
});
