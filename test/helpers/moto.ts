import { freePort } from './free-port.ts';
import { missingPart, type Part } from './parts.ts';
import { installPython, type PythonInstallation } from './python-packages.ts';
import { startServer } from './server-process.ts';
import { temporaryFolder } from './temp.ts';
import { isOnPath } from './tool.ts';
import { waitFor } from './wait.ts';

const version = '5.2.5';

/** The account that moto answers for. */
export const motoAccount = '123456789012';

/** S3, SNS, SQS, EventBridge, EC2, IAM, STS, KMS by moto: what `setup` and `doctor` are tried on. */
export interface Moto extends AsyncDisposable {
  /** For every service; any region and any credentials do. */
  readonly endpoint: string;
  /** Forgets all that was made, so that one server does for a whole file of tests. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Installs moto into the cache the first time; ask as for MiniStack. */
export async function findMoto(): Promise<Part<PythonInstallation>> {
  const name = `moto ${version}`;
  if (!isOnPath('python3')) return missingPart(name, 'needs python3');
  try {
    return { kind: 'up', ...(await installPython('moto', version, '[server]')) };
  } catch (error) {
    return missingPart(name, (error as Error).message);
  }
}

/** Starts one of the caller's own, empty; stop it when done (`await using` does). `more`: variables on top. */
export async function startMoto(
  { python, packages }: PythonInstallation,
  more: Readonly<Record<string, string>> = {},
): Promise<Moto> {
  const folder = temporaryFolder('logflow-moto-');
  const port = await freePort();
  const server = await startServer(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder.path,
      TMPDIR: folder.path,
      PYTHONPATH: packages,
      ...more,
    },
    cwd: folder.path,
    asNobody: false,
  });
  const stop = async () => {
    await server.stop();
    await folder.remove();
  };
  const endpoint = `http://127.0.0.1:${port}`;
  const reset = async () => {
    const answer = await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
    if (!answer.ok) throw new Error(`moto did not forget: ${answer.status}`);
  };
  try {
    await server.log.waitFor(/Running on http/, 60_000);
    await waitFor(async () => (await fetch(`${endpoint}/moto-api/`)).ok, { what: 'moto to answer' });
    return { endpoint, reset, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
