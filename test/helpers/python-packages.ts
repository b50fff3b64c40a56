import { cached } from './cache.ts';
import { runTool } from './tool.ts';

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
