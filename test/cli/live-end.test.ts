import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LiveRun, startLive } from '../helpers/live-run.ts';
import type { Pty } from '../helpers/pty.ts';
import { temporaryFolder } from '../helpers/temp.ts';
import { waitFor } from '../helpers/wait.ts';

/** As a person finds it afterwards: their own screen, a cursor, and letters that appear when they are typed. */
async function expectSane(pty: Pty): Promise<void> {
  await waitFor(() => !pty.alternate() && !pty.cursorHidden(), { what: 'the screen of before' });
  const modes = await pty.modes();
  expect(modes).toMatch(/(?<!-)\bicanon\b/);
  expect(modes).toMatch(/(?<!-)\becho\b/);
  expect(modes).toMatch(/(?<!-)\bisig\b/);
}

async function started(run: LiveRun): Promise<Pty> {
  await run.pty.waitFor(/WAITING {2}00:/);
  expect(run.pty.alternate()).toBe(true);
  expect(run.pty.cursorHidden()).toBe(true);
  return run.pty;
}

const yes = () => undefined;

const ends: readonly (readonly [string, (pty: Pty) => void, number])[] = [
  ['q', (pty: Pty) => pty.type('q'), 0],
  ['Ctrl-C', (pty: Pty) => pty.type('\u0003'), 130],
  ['SIGTERM', (pty: Pty) => void process.kill(pty.pid(), 'SIGTERM'), 0],
  ['SIGINT', (pty: Pty) => void process.kill(pty.pid(), 'SIGINT'), 130],
];

describe('the terminal after the live view', () => {
  it.each(ends)('is as it was, and the summary stands there: %s', async (_, end, code) => {
    await using run = await startLive(yes);
    const pty = await started(run);
    end(pty);
    expect(await pty.ended()).toBe(code);
    await pty.waitFor(/^done$/m);
    await expectSane(pty);
  });

  it('a second q leaves at once, and what is open goes back to the queue', async () => {
    await using run = await startLive(() => new Promise(() => {}));
    const pty = await started(run);
    await run.fill(1);
    await pty.waitFor(/Objects 1 under way/);
    pty.type('q');
    await pty.waitFor(/FINISHING.*\n No new work; 1 object to finish\. q again/);
    pty.type('q');
    expect(await pty.ended()).toBe(1);
    await expectSane(pty);
    await waitFor(async () => (await run.road.depth()).visible === 1, { what: 'the message' });
  });

  it('is as it was after an exception, whose words can be read', async () => {
    await using folder = temporaryFolder();
    const bomb = join(folder.path, 'bomb.mjs');
    const text = "process.on('SIGUSR2', () => setImmediate(() => { throw new Error('a bug'); }));\n";
    await writeFile(bomb, text);
    await using run = await startLive(yes, { env: { NODE_OPTIONS: `--import=${bomb}` } });
    const pty = await started(run);
    process.kill(pty.pid(), 'SIGUSR2');
    expect(await pty.ended()).toBe(1);
    await pty.waitFor(/Error: a bug/);
    await expectSane(pty);
  });

  it('has what others wrote meanwhile, which did not tear the screen', async () => {
    await using folder = temporaryFolder();
    const warner = join(folder.path, 'warner.mjs');
    await writeFile(warner, "process.on('SIGUSR2', () => process.emitWarning('a library is old'));\n");
    await using run = await startLive(yes, { env: { NODE_OPTIONS: `--import=${warner}` } });
    const pty = await started(run);
    process.kill(pty.pid(), 'SIGUSR2');
    await run.fill(1);
    await pty.waitFor(/lines read +10$/m);
    expect(pty.printed()).not.toContain('a library is old');
    pty.type('q');
    expect(await pty.ended()).toBe(0);
    expect(pty.printed()).toContain('a library is old');
    await expectSane(pty);
  });

  it('is as it was after SIGKILL', async () => {
    await using run = await startLive(yes);
    const pty = await started(run);
    process.kill(pty.pid(), 'SIGKILL');
    expect(await pty.ended()).toBe(137);
    await expectSane(pty);
  });
});

it('a screen that breaks does not break the run: plain lines take its place, and Ctrl-C still works', async () => {
  await using folder = temporaryFolder();
  const hooks = join(folder.path, 'hooks.mjs');
  const source = 'export function Screen() { throw new Error("a broken screen"); }';
  await writeFile(
    hooks,
    `import { registerHooks } from 'node:module';
const source = ${JSON.stringify(source)};
registerHooks({ load: (url, context, next) => url.endsWith('/ui/screen.js')
  ? { format: 'module', source, shortCircuit: true } : next(url, context) });
`,
  );
  await using run = await startLive(yes, { env: { NODE_OPTIONS: `--import=${hooks}` } });
  const { pty } = run;
  await run.fill(1);
  await pty.waitFor(/1 object done, 0 under way/);
  expect(pty.alternate()).toBe(false);
  pty.type('\u0003');
  expect(await pty.ended()).toBe(130);
  await expectSane(pty);
});

it('the engine does not wait for a terminal that takes nothing', async () => {
  await using run = await startLive(yes, { columns: 300, rows: 100 });
  const pty = await started(run);
  pty.pause();
  // Each change of size brings a whole frame, and ten of those are more than what lies between can hold.
  for (let n = 1; n <= 10; n++) {
    pty.resize(300 - n, 100);
    await run.fill(10);
    await waitFor(() => run.cluster.counts.docs === n * 100, { what: `the ${n}th hundred` });
  }
});
