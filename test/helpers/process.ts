import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atExit } from './at-exit.ts';
import { Output } from './output.ts';
import { temporaryFolder } from './temp.ts';

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const outputLimit = 64 * 1024 * 1024;

export interface LogflowOptions {
  /** All that logflow sees besides PATH, TMPDIR, HOME and the settings that keep it away from real AWS accounts. */
  readonly env?: Readonly<Record<string, string>>;
  /** Nothing when absent: the stream is closed. */
  readonly stdin?: string | Uint8Array;
  /** A file descriptor for its stdout; `stdout` of the result is empty then. */
  readonly stdout?: number;
  /** Default: an empty folder of its own, which is its HOME too. */
  readonly cwd?: string;
  /** SIGKILL and a rejected promise after this long; default four minutes: a guard against hangs alone. */
  readonly timeoutMs?: number;
}

export interface LogflowResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** logflow as another process. `await using` kills it when the test ends before it does. */
export interface RunningLogflow extends AsyncDisposable {
  readonly pid: number;
  /** Resolves when stderr, from its beginning on, matches; rejects when logflow ends or `timeoutMs` (default two minutes) is over before. */
  waitForStderr(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when it has ended, however; rejects when it had to be killed for taking too long. */
  readonly done: Promise<LogflowResult>;
}

/** Runs the built `bin/run.js` to its end. */
export async function runLogflow(
  args: readonly string[],
  options: LogflowOptions = {},
): Promise<LogflowResult> {
  return startLogflow(args, options).done;
}

/** Starts the built `bin/run.js` with the Node that runs the tests. */
export function startLogflow(args: readonly string[], options: LogflowOptions = {}): RunningLogflow {
  const { timeoutMs = 240_000 } = options;
  const home = temporaryFolder('logflow-home-');
  const child = spawn(process.execPath, [program, ...args], {
    cwd: options.cwd ?? home.path,
    env: { ...cleanEnvironment(home.path), ...options.env },
    stdio: ['pipe', options.stdout ?? 'pipe', 'pipe'],
  });
  const callOff = atExit(() => child.kill('SIGKILL'));
  const stdout = new Output(outputLimit);
  const stderr = new Output(outputLimit);
  if (child.stdout) stdout.collect(child.stdout);
  if (child.stderr) stderr.collect(child.stderr);
  // A program that ends without reading its input is no failure of the test: EPIPE.
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.stdin);

  const done = ending(child, timeoutMs)
    .then(({ code, signal, late }) => {
      if (!late) return { code, signal, stdout: stdout.text, stderr: stderr.text };
      throw new Error(`logflow ${args.join(' ')} did not end within ${timeoutMs} ms:\n${stderr.tail()}`);
    })
    .finally(() => {
      callOff();
      stderr.end();
      return home.remove();
    });
  // Whoever awaits `done` sees the rejection; a test that never looks must not fail the whole run with it.
  done.catch(() => {});
  return {
    pid: child.pid ?? 0,
    waitForStderr: (pattern, limit = 120_000) => stderr.waitFor(pattern, limit),
    kill: (signal) => void child.kill(signal),
    done,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await done.catch(() => {});
    },
  };
}

/** Written down, not filtered: nothing of the developer's shell (AWS_*, LOGFLOW_*, proxies, colours) gets through. */
export function cleanEnvironment(home: string): Record<string, string> {
  const { PATH = '', TMPDIR } = process.env;
  const nowhere = join(home, 'no-such-file');
  return {
    PATH,
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: nowhere,
    AWS_SHARED_CREDENTIALS_FILE: nowhere,
  };
}

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly late: boolean;
}

function ending(child: ChildProcess, timeoutMs: number): Promise<Ending> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, late });
    });
  });
}
