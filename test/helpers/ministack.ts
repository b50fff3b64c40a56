import { freePort } from './free-port.ts';
import { missingPart, type Part } from './parts.ts';
import { installPython, type PythonInstallation } from './python-packages.ts';
import { startServer } from './server-process.ts';
import { temporaryFolder } from './temp.ts';
import { isOnPath } from './tool.ts';
import { waitFor } from './wait.ts';

const version = '1.5.33';

/** S3, SNS, SQS and EventBridge by MiniStack: a second opinion, written by others than fauxqs. */
export interface Ministack extends AsyncDisposable {
  /** For every service; any region and any credentials do. */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** Where it was installed. */
export type MinistackInstallation = PythonInstallation;

/**
 * Installs MiniStack into the cache the first time. Ask at the top of a test file, before its `describe`:
 * `const ministack = await findMinistack(); describe.skipIf(ministack.kind === 'missing')(…)`.
 */
export async function findMinistack(): Promise<Part<MinistackInstallation>> {
  const name = `MiniStack ${version}`;
  if (!isOnPath('python3')) return missingPart(name, 'needs python3');
  try {
    return { kind: 'up', ...(await installPython('ministack', version)) };
  } catch (error) {
    return missingPart(name, (error as Error).message);
  }
}

/** Starts one of the caller's own, empty; stop it when done (`await using` does). `more`: variables on top. */
export async function startMinistack(
  { python, packages }: MinistackInstallation,
  more: Readonly<Record<string, string>> = {},
): Promise<Ministack> {
  const folder = temporaryFolder('logflow-ministack-');
  const port = await freePort();
  const server = await startServer(python, ['-m', 'ministack'], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder.path,
      TMPDIR: folder.path,
      PYTHONPATH: packages,
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      SERVICES: 's3,sns,sqs,events',
      // Else it listens on 0.0.0.0:8883, whatever BIND_HOST and SERVICES say.
      IOT_MTLS_ENABLED: '0',
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
  try {
    await server.log.waitFor(/Running on http/, 60_000);
    await waitFor(async () => (await fetch(`${endpoint}/_ministack/health`)).ok, {
      what: 'MiniStack to answer',
    });
    return { endpoint, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
