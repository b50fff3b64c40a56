import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findCfnLint, lint } from '../helpers/cfn-lint.ts';
import { deployText } from '../helpers/deploy-files.ts';
import { findKubeValidate, validate } from '../helpers/kube-validate.ts';
import type { PythonInstallation } from '../helpers/python-packages.ts';
import { temporaryFolder } from '../helpers/temp.ts';
import { isOnPath, runTool } from '../helpers/tool.ts';

const cfnLint = await findCfnLint();
const kube = await findKubeValidate();

describe.skipIf(cfnLint.kind === 'missing')('deploy/aws (cfn-lint)', () => {
  it('nothing is wrong with the templates; and it would say so', async () => {
    const python = cfnLint as PythonInstallation;
    const ecs = deployText('aws/ecs-fargate.yaml');
    expect(await lint(python, { ecs, lambda: deployText('aws/lambda.yaml') })).toBe('');
    expect(await lint(python, { ecs: ecs.replace('StopTimeout', 'StopTimeOut') })).toContain('StopTimeOut');
  });
});

describe.skipIf(kube.kind === 'missing')('deploy/kubernetes (schemas of Kubernetes)', () => {
  const fileOf = (name: string) =>
    fileURLToPath(new URL(`../../deploy/kubernetes/${name}.yaml`, import.meta.url));

  it.each(['deployment', 'service-account', 'pod-disruption-budget', 'config-map'])('%s', async (name) => {
    expect(await validate(kube as PythonInstallation, fileOf(name))).toBe('');
  });

  it('and they would say so', async () => {
    const folder = temporaryFolder();
    const file = join(folder.path, 'wrong.yaml');
    writeFileSync(
      file,
      deployText('kubernetes/deployment.yaml').replace('readOnlyRootFilesystem', 'readOnlyRoot'),
    );
    expect(await validate(kube as PythonInstallation, file)).toContain('readOnlyRoot');
    await folder.remove();
  });
});

describe.skipIf(!isOnPath('systemd-analyze'))('deploy/systemd (systemd-analyze)', () => {
  it('nothing is wrong with the unit; and it would say so', async () => {
    const folder = temporaryFolder();
    const text = deployText('systemd/logflow.service')
      // It looks for what is run.
      .replace('/usr/bin/node', process.execPath);
    const verify = async (unit: string) => {
      const file = join(folder.path, 'logflow.service');
      writeFileSync(file, unit);
      return runTool('systemd-analyze', ['verify', file]).catch((error: Error) => error.message);
    };
    expect(await verify(text)).toBe('');
    expect(await verify(text.replace('ProtectClock', 'ProtectClocks'))).toContain('ProtectClocks');
    await folder.remove();
  });
});
