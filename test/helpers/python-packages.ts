import { cached } from './cache.ts';
import { freePort } from './free-port.ts';
import { missingPart, type Part } from './parts.ts';
import { startServer } from './server-process.ts';
import { temporaryFolder } from './temp.ts';
import { isOnPath, runTool } from './tool.ts';
import { waitFor } from './wait.ts';

/** The interpreter, and the folder that it must import from. */
export interface PythonInstallation {
  readonly python: string;
  readonly packages: string;
}

/** Installs a package of PyPI, with what it needs, into the cache the first time. `extras`: like `[server]`. */
export async function installPython(name: string, version: string, extras = ''): Promise<PythonInstallation> {
  // The interpreter itself: a shim on the PATH would be one more process to stop.
  const ask = 'import sys; print(sys.executable); print(sys.implementation.cache_tag)';
  const [python = '', tag] = (await runTool('python3', ['-c', ask])).trim().split('\n');
  // Some dependencies are compiled for one version of Python, hence the tag.
  const packages = await cached(`${name}-${version}-${tag}`, async (folder) => {
    const quiet = ['--quiet', '--disable-pip-version-check', '--no-warn-script-location'];
    const what = `${name}${extras}==${version}`;
    await runTool(python, ['-m', 'pip', 'install', ...quiet, '--target', folder, what]);
  });
  return { python, packages };
}

/** The same as a part that may be missing. `title`: what people call it. */
export async function findPython(
  title: string,
  name: string,
  version: string,
  extras = '',
): Promise<Part<PythonInstallation>> {
  const what = `${title} ${version}`;
  if (!isOnPath('python3')) return missingPart(what, 'needs python3');
  try {
    return { kind: 'up', ...(await installPython(name, version, extras)) };
  } catch (error) {
    return missingPart(what, (error as Error).message);
  }
}

/** A server that answers on 127.0.0.1. */
export interface PythonServer extends AsyncDisposable {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Which one, and how it is told its port. */
export interface PythonServerOptions {
  /** What people call it. */
  readonly title: string;
  /** Behind `python`. */
  readonly args: (port: number) => readonly string[];
  readonly env: (port: number) => Readonly<Record<string, string>>;
  /** A path that it answers well once it is up. */
  readonly health: string;
}

/** Starts one in a folder of its own, and waits until it answers. */
export async function startPython(
  { python, packages }: PythonInstallation,
  { title, args, env, health }: PythonServerOptions,
): Promise<PythonServer> {
  const folder = temporaryFolder(`logflow-${title.toLowerCase()}-`);
  const port = await freePort();
  const server = await startServer(python, args(port), {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder.path,
      TMPDIR: folder.path,
      PYTHONPATH: packages,
      ...env(port),
    },
    cwd: folder.path,
    asNobody: false,
  });
  const stop = async () => {
    await server.stop();
    await folder.remove();
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await server.log.waitFor(/Running on http/, 60_000);
    await waitFor(async () => (await fetch(`${endpoint}${health}`)).ok, { what: `${title} to answer` });
    return { endpoint, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
