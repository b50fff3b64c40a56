import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { atExit } from './at-exit.ts';
import { Output } from './output.ts';
import { isOnPath } from './tool.ts';

/** User and group `nobody` on Linux: whom a server runs as when we are root and it refuses to be. */
export const nobody = 65_534;
const logLimit = 256 * 1024;
// OpenSearch 2.19 under Java 17 waits 30 s for its own transport when told to stop; what our servers hold is thrown away anyway.
const grace = 2_000;

export interface ServerProcess {
  readonly pid: number;
  /** stdout and stderr together, the last 256 K characters. */
  readonly log: Output;
  /** SIGTERM, SIGKILL after 2 s; resolves when the process is gone. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly asNobody: boolean;
}

/** Starts a server that shall not outlive us, however we end. */
export async function startServer(
  command: string,
  args: readonly string[],
  { env, cwd, asNobody }: ServerOptions,
): Promise<ServerProcess> {
  const user = asNobody ? ['--reuid', `${nobody}`, '--regid', `${nobody}`, '--clear-groups'] : [];
  // setpriv becomes the server (same pid), and the kernel kills it with us, even when we are killed by SIGKILL.
  const [file = command, ...rest] = isOnPath('setpriv')
    ? ['setpriv', ...user, '--pdeathsig', 'KILL', command, ...args]
    : [command, ...args];
  const child = spawn(file, rest, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = new Output(logLimit);
  log.collect(child.stdout);
  log.collect(child.stderr);
  const exited = new Promise((resolve) => child.once('close', resolve)).then(() => log.end());
  await once(child, 'spawn');
  const kill = () => child.kill('SIGKILL');
  const callOff = atExit(kill);
  return {
    pid: child.pid as number,
    log,
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(kill, grace);
      await exited;
      clearTimeout(timer);
      callOff();
    },
  };
}
