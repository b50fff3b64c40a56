import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** Runs it in a Node that says it is another. */
function runIn(version: string) {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  return spawnSync(process.execPath, [
    '--import',
    `data:text/javascript,${encodeURIComponent(pretend)}`,
    ...[program, '--version'],
  ]);
}

it.each(['8.17.0', '22.20.0', '24.4.9'])(
  'Node %s is told what to install, and nothing is run (R38)',
  (version) => {
    const { status, stdout, stderr } = runIn(version);
    expect(status).toBe(2);
    expect(stdout.toString()).toBe('');
    expect(stderr.toString()).toContain(`this is Node ${version}.\nNext: `);
  },
);

it.each(['24.5.0', '25.0.0'])('Node %s will do', (version) => {
  expect(runIn(version)).toMatchObject({ status: 0 });
});

it('the check is in a syntax that an old Node can read (R38)', () => {
  const code = readFileSync(program, 'utf8').replaceAll(/\/\/.*|'(\\.|[^'\\])*'/g, '');
  expect(code).not.toMatch(/=>|`|\b(const|let|class|async|await)\b|\?\.|\?\?|\.\.\.|^import /m);
});
