import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingPart, type Part } from './parts.ts';
import { installPython, type PythonInstallation } from './python-packages.ts';
import { temporaryFolder } from './temp.ts';
import { isOnPath, runTool } from './tool.ts';

const version = '1.58.0';

/** Installs cfn-lint into the cache the first time; ask as for moto. */
export async function findCfnLint(): Promise<Part<PythonInstallation>> {
  const name = `cfn-lint ${version}`;
  if (!isOnPath('python3')) return missingPart(name, 'needs python3');
  try {
    return { kind: 'up', ...(await installPython('cfn-lint', version)) };
  } catch (error) {
    return missingPart(name, (error as Error).message);
  }
}

/** What it has against templates, warnings too; nothing when all is well. */
export async function lint(
  { python, packages }: PythonInstallation,
  templates: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = temporaryFolder('logflow-cfn-');
  try {
    const files = Object.entries(templates).map(([name, text]) => {
      const file = join(folder.path, `${name}.yaml`);
      writeFileSync(file, text);
      return file;
    });
    // Its own script names the folder in which it was installed.
    const script = 'import sys; sys.path.insert(0, sys.argv.pop(1)); from cfnlint.runner import main; main()';
    return await runTool(python, ['-c', script, packages, '--template', ...files]);
  } catch (error) {
    // By its exit code it tells of findings.
    return (error as Error).message;
  } finally {
    await folder.remove();
  }
}
