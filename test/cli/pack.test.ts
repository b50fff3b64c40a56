import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { s3Message } from '../helpers/dead-letters.ts';
import { describeCluster } from '../helpers/each-cluster.ts';
import { flowLogObject, lineOf, folder as prefix } from '../helpers/flow-lines.ts';
import { openRoad } from '../helpers/road.ts';
import { allDocuments, wipe } from '../helpers/search.ts';
import { type TemporaryFolder, temporaryFolder } from '../helpers/temp.ts';

const execute = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** The web framework below the demo's queue needs it, too. */
const shared = new Set(['ajv']);

let folder: TemporaryFolder;
let home: string;
/** Paths in the package. */
let packed: string[];

/** Without the folders of this checkout, so that nothing is found by accident. */
const environment = (more: Record<string, string | undefined> = {}) => ({
  PATH: `${join(process.execPath, '..')}:/usr/local/bin:/usr/bin:/bin`,
  HOME: process.env.HOME,
  ...more,
});

function runNode(args: readonly string[], env: Record<string, string | undefined> = {}) {
  return execute(process.execPath, args, { cwd: home, env: environment(env) });
}

beforeAll(async () => {
  folder = temporaryFolder('logflow-pack-');
  home = join(folder.path, 'home');
  mkdirSync(home);
  cpSync(join(root, 'examples/library/ingest.ts'), join(home, 'ingest.ts'));
  const pack = await execute(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--pack-destination', folder.path],
    { cwd: root },
  );
  const [tarball] = Object.values(JSON.parse(pack.stdout)) as {
    filename: string;
    files: { path: string }[];
  }[];
  packed = tarball?.files.map(({ path }) => path) ?? [];
  writeFileSync(join(home, 'package.json'), '{ "name": "host", "private": true, "type": "module" }');
  const quiet = ['--omit=dev', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await execute('npm', ['install', ...quiet, join(folder.path, tarball?.filename ?? '')], { cwd: home });
});
afterAll(() => folder.remove());

it('holds what runs and what is read, no sources and no tests', () => {
  const top = new Set(packed.map((path) => path.split('/')[0]));
  expect([...top].sort()).toEqual([
    'ARCHITECTURE.md',
    'CHANGELOG.md',
    'LICENSE',
    'NOTICE',
    'README.md',
    'bin',
    'deploy',
    'dist',
    'docs',
    'examples',
    'oclif.manifest.json',
    'package.json',
  ]);
  expect(packed.filter((path) => /^dist.*(?<!\.d)\.tsx?$|\.test\.|\.map$/.test(path))).toEqual([]);
  expect(packed).toContain('dist/index.d.ts');
  expect(packed).toContain('deploy/docker/Dockerfile');
});

it('brings no tool that only its makers need', () => {
  const lock = JSON.parse(readFileSync(join(home, 'node_modules/.package-lock.json'), 'utf8'));
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const installed = Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, ''));
  expect(
    Object.keys(devDependencies).filter((name) => installed.includes(name) && !shared.has(name)),
  ).toEqual([]);
});

it('`npx logflow demo` works there', async () => {
  const { stdout } = await execute('npx', ['--no-install', 'logflow', 'demo', '--json'], {
    cwd: home,
    env: environment(),
  });
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ type: 'summary', ok: true });
});

it('the example typechecks against what was installed', async () => {
  mkdirSync(join(home, 'node_modules/@types'), { recursive: true });
  symlinkSync(join(root, 'node_modules/@types/node'), join(home, 'node_modules/@types/node'));
  symlinkSync(join(root, 'node_modules/undici-types'), join(home, 'node_modules/undici-types'));
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--lib',
    'es2024,esnext.disposable',
    '--types',
    'node',
    '--exactOptionalPropertyTypes',
  ];
  const compiler = join(root, 'node_modules/.bin/tsc');
  await execute(compiler, [...options, '--skipLibCheck', 'ingest.ts'], { cwd: home });
  writeFileSync(
    join(home, 'wrong.ts'),
    `import { createIngest } from 'logflow';\nawait createIngest({ settings: { nodes: 'x' } });\n`,
  );
  await expect(
    execute(compiler, [...options, '--skipLibCheck', 'wrong.ts'], { cwd: home }),
  ).rejects.toMatchObject({ stdout: expect.stringContaining("'nodes' does not exist") });
});

describeCluster('elasticsearch7', 'the example', ({ url }) => {
  beforeAll(() => wipe(url, 'vpcflowlogs'));
  afterAll(() => wipe(url, 'vpcflowlogs'));

  it('runs, as it is, on what was installed', async () => {
    await using road = await openRoad('nothing');
    for (const n of [1, 2]) await road.put(`${prefix}/${n}.log.gz`, flowLogObject([lineOf(n)]));
    const { stdout, stderr } = await runNode(['ingest.ts'], {
      ...road.aws.environment,
      NODE_URL: url,
      BUCKET: road.bucket,
      KEY: `${prefix}/1.log.gz`,
      MESSAGE: s3Message([`${prefix}/2.log.gz`]),
    });
    expect(
      stderr
        .split('\n')
        .filter((line) => line && !line.includes('Warning') && !line.includes('--trace-warnings')),
    ).toEqual([]);
    expect(stdout).toBe('delivered done\ntrue 2 2\n');
    expect(await allDocuments(url, 'vpcflowlogs-2*')).toHaveLength(2);
  });
});

it('logflow/lambda: a handler, or at once what is wrong with the settings', async () => {
  const script = `const { handler } = await import('logflow/lambda'); console.log(typeof handler)`;
  const run = (env: Record<string, string>) => runNode(['--input-type=module', '-e', script], env);
  expect((await run({ LOGFLOW_NODE: 'https://example.com' })).stdout).toBe('function\n');
  await expect(run({ LOGFLOW_TIMEZONE: 'Mars' })).rejects.toThrow(/LOGFLOW_TIMEZONE[\s\S]*LOGFLOW_NODE/);
});
