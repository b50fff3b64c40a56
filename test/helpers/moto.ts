import type { Part } from './parts.ts';
import { findPython, type PythonInstallation, type PythonServer, startPython } from './python-packages.ts';

const version = '5.2.5';

/** The account that moto answers for. */
export const motoAccount = '123456789012';

/** S3, SNS, SQS, EventBridge, EC2, IAM, STS, KMS by moto: what `setup` and `doctor` are tried on. Any region and any credentials do. */
export interface Moto extends PythonServer {
  /** Forgets all that was made, so that one server does for a whole file of tests. */
  reset(): Promise<void>;
}

/** Installs moto into the cache the first time; ask as for MiniStack. */
export function findMoto(): Promise<Part<PythonInstallation>> {
  return findPython('moto', 'moto', version, '[server]');
}

/** Starts one of the caller's own, empty; stop it when done (`await using` does). `more`: variables on top. */
export async function startMoto(
  installation: PythonInstallation,
  more: Readonly<Record<string, string>> = {},
): Promise<Moto> {
  const server = await startPython(installation, {
    title: 'moto',
    args: (port) => ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
    env: () => more,
    health: '/moto-api/',
  });
  const reset = async () => {
    const answer = await fetch(`${server.endpoint}/moto-api/reset`, { method: 'POST' });
    if (!answer.ok) throw new Error(`moto did not forget: ${answer.status}`);
  };
  return { ...server, reset };
}
