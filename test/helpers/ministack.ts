import type { Part } from './parts.ts';
import { findPython, type PythonInstallation, type PythonServer, startPython } from './python-packages.ts';

const version = '1.5.33';

/**
 * S3, SNS, SQS and EventBridge by MiniStack: a second opinion, written by others than fauxqs. Any region and any credentials
 * do.
 */
export type Ministack = PythonServer;

/** Where it was installed. */
export type MinistackInstallation = PythonInstallation;

/**
 * Installs MiniStack into the cache the first time. Ask at the top of a test file, before its `describe`:
 * `const ministack = await findMinistack(); describe.skipIf(ministack.kind === 'missing')(…)`.
 */
export function findMinistack(): Promise<Part<MinistackInstallation>> {
  return findPython('MiniStack', 'ministack', version);
}

/** Starts one of the caller's own, empty; stop it when done (`await using` does). `more`: variables on top. */
export function startMinistack(
  installation: MinistackInstallation,
  more: Readonly<Record<string, string>> = {},
): Promise<Ministack> {
  return startPython(installation, {
    title: 'MiniStack',
    args: () => ['-m', 'ministack'],
    env: (port) => ({
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      SERVICES: 's3,sns,sqs,events',
      // Else it listens on 0.0.0.0:8883, whatever BIND_HOST and SERVICES say.
      IOT_MTLS_ENABLED: '0',
      ...more,
    }),
    health: '/_ministack/health',
  });
}
