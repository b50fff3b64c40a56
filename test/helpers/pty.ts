import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { cleanEnvironment } from './process.ts';
import { temporaryFolder } from './temp.ts';
import { waitFor } from './wait.ts';

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** The shell stays when logflow is gone (also when Ctrl-C means all that runs here), as a person's does; Enter has it show the state of the terminal. */
const script = 'trap : INT; "$@"; printf "ended=%s\\n" "$?"; read -r line; stty -a';

export interface PtyOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

/** logflow in a terminal: what a person would see, and what they would type. */
export interface Pty extends AsyncDisposable {
  /** Of logflow itself; throws when it has ended. */
  readonly pid: () => number;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Nobody reads what it prints until `resume`. */
  pause(): void;
  /** The screen now, a line each, without the blanks at the ends. */
  screen(): string;
  /** Resolves with the screen as soon as it matches. */
  waitFor(pattern: RegExp): Promise<string>;
  /** All that was printed, escape codes included. */
  readonly printed: () => string;
  readonly alternate: () => boolean;
  readonly cursorHidden: () => boolean;
  /** Waits for logflow's end; its exit code. */
  ended(): Promise<number>;
  /** Resolves when the shell around it has ended. */
  readonly gone: Promise<void>;
  /** After the end: what `stty -a` says. */
  modes(): Promise<string>;
}

export function startPty(args: readonly string[], options: PtyOptions = {}): Pty {
  const { columns = 80, rows = 24, env } = options;
  const home = temporaryFolder('logflow-home-');
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const shell: IPty = spawn('/bin/sh', ['-c', script, 'sh', process.execPath, program, ...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    cwd: home.path,
    env: { ...cleanEnvironment(home.path), LANG: 'C.UTF-8', ...env },
  });
  let printed = '';
  shell.onData((data) => {
    printed += data;
    terminal.write(data);
  });
  const gone = new Promise<void>((resolve) => shell.onExit(() => resolve()));
  const screen = () => linesOf(terminal).join('\n').trimEnd();
  const waitForScreen = (pattern: RegExp) =>
    waitFor(() => (pattern.test(screen()) ? screen() : undefined), {
      timeoutMs: 120_000,
      what: `${pattern} on the screen`,
    }).catch((error: Error) => {
      throw new Error(`${error.message}; it shows:\n${screen()}`);
    });
  return {
    pid() {
      const pid = childOf(shell.pid);
      if (pid === 0) throw new Error(`logflow has ended; the screen shows:\n${screen()}`);
      return pid;
    },
    type: (keys) => shell.write(keys),
    resize(wide, high) {
      terminal.resize(wide, high);
      shell.resize(wide, high);
    },
    pause: () => shell.pause(),
    screen,
    waitFor: waitForScreen,
    printed: () => printed,
    alternate: () => terminal.buffer.active.type === 'alternate',
    cursorHidden: () => printed.lastIndexOf('\u001b[?25l') > printed.lastIndexOf('\u001b[?25h'),
    async ended() {
      const match = await waitFor(() => /ended=(\d+)/.exec(printed), { timeoutMs: 240_000, what: 'its end' });
      return Number(match[1]);
    },
    gone,
    async modes() {
      shell.write('\r');
      return waitFor(() => /speed.*/s.exec(printed)?.[0], { what: 'stty' });
    },
    async [Symbol.asyncDispose]() {
      kill(childOf(shell.pid));
      kill(shell.pid);
      await gone;
      terminal.dispose();
      await home.remove();
    },
  };
}

function linesOf(terminal: InstanceType<typeof xterm.Terminal>): string[] {
  const { active } = terminal.buffer;
  return Array.from({ length: terminal.rows }, (_, row) => {
    const line = active.getLine(active.baseY + row);
    return line?.translateToString(true) ?? '';
  });
}

function kill(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** 0 when it has none. */
function childOf(parent: number): number {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  for (const row of table.split('\n')) {
    const [pid, ppid] = row.trim().split(/\s+/).map(Number);
    if (ppid === parent && pid !== undefined) return pid;
  }
  return 0;
}
