import { findPython, type PythonInstallation } from './python-packages.ts';
import { runTool } from './tool.ts';

const version = '1.37.0';

/** The schemas of Kubernetes, in a package of PyPI; ask as for moto. */
export const findKubeValidate = () => findPython('kubernetes-validate', 'kubernetes-validate', version);

/** What strict schemas have against a manifest; nothing when all is well. */
export async function validate({ python, packages }: PythonInstallation, file: string): Promise<string> {
  const script =
    'import sys; sys.path.insert(0, sys.argv.pop(1)); from kubernetes_validate.__main__ import main; sys.exit(main())';
  try {
    await runTool(python, ['-c', script, packages, '--strict', '--quiet', file]);
    return '';
  } catch (error) {
    // By its exit code it tells of findings.
    return (error as Error).message;
  }
}
