import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runLogflow } from '../helpers/process.ts';

it.each([[[]], [['--help']]])('logflow %j is an overview of all commands, on one screen', async (args) => {
  const { code, stdout } = await runLogflow(args);
  expect(code).toBe(0);
  const manifest = JSON.parse(readFileSync(new URL('../../oclif.manifest.json', import.meta.url), 'utf8'));
  const commands = new Set(Object.keys(manifest.commands).map((id) => id.split(':')[0]));
  for (const command of commands) expect(stdout).toMatch(new RegExp(`logflow ${command}\\b`));
  const lines = stdout.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(30);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

it.each([
  [['consum'], 'there is no command consum', 'Did you mean `logflow consume`?'],
  [['dlq', 'lsit'], 'there is no command dlq lsit', 'Did you mean `logflow dlq list`?'],
  [['something-else'], 'there is no command something-else', '`logflow --help` lists the commands.'],
  [['\u001b[2J'], 'there is no command \\u{1b}[2J', '`logflow --help` lists the commands.'],
])('%j is no command: what was meant, and exit 2', async (args, message, hint) => {
  const { code, stdout, stderr } = await runLogflow(args);
  expect({ code, stdout, stderr }).toEqual({
    code: 2,
    stdout: '',
    stderr: `logflow: ${message}\nnext: ${hint} (LF_USAGE)\n`,
  });
});

it('a flag that there is not: what was meant', async () => {
  const { code, stderr } = await runLogflow(['consume', '--quue', 'x', '--node', 'http://127.0.0.1:1']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      'logflow: Nonexistent flag: --quue\nnext: Did you mean --queue? See `logflow consume --help`. (LF_USAGE)\n',
  });
});

it('a machine hears it, too', async () => {
  const { code, stdout } = await runLogflow(['consum', '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({ type: 'summary', ok: false, error: { code: 'LF_USAGE' } });
});

it('--version tells what is inside', async () => {
  const { code, stdout } = await runLogflow(['--version']);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^logflow \d+\.\d+\.\d+\nnode 24\.\S+ \(\S+\)\ngeo data geoip-lite 2\.0\.3, published 2026-07-08\n$/,
  );
});

it('--version tells of geo data that is not there', async () => {
  const { code, stdout } = await runLogflow(['--version'], { env: { GEODATADIR: '/nowhere/at/all' } });
  expect(code).toBe(0);
  expect(stdout).toContain('geo data missing');
});

it('a shell can complete commands and flags', async () => {
  const { code, stdout } = await runLogflow(['autocomplete', 'script', 'bash']);
  expect(code).toBe(0);
  expect(stdout).toContain('logflow');
});
