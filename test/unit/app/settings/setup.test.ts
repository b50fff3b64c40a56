import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadSettings } from '../../../../src/app/settings/load.ts';
import { defaultSetup, setupFields } from '../../../../src/app/settings/setup-fields.ts';
import { temporaryFolder } from '../../../helpers/temp.ts';

it('mistakes in the section are told with their place, and with what was meant', async () => {
  await using folder = temporaryFolder();
  const path = join(folder.path, 'logflow.yaml');
  writeFileSync(path, 'setup:\n  projct: x\n  role: {trsut: eks}\n  flow-logs: {of: [vpc-1], hivy: true}\n');
  let message = '';
  try {
    loadSettings({}, path, []);
  } catch (error) {
    message = (error as Error).message;
  }
  const lines = message.split('\n').slice(1).toSorted();
  expect(lines).toEqual([
    `  ${path}:2 (setup.projct): there is no such field; did you mean project?`,
    `  ${path}:3 (setup.role.trsut): there is no such field; did you mean trust?`,
    `  ${path}:4 (setup.flow-logs.hivy): there is no such field; did you mean hive?`,
    `  ${path}:4 (setup.flow-logs.of[0]): must be like vpc-0123456789abcdef0, subnet-…, eni-…, tgw-… or tgw-attach-…`,
  ]);
});

it('an empty file is a whole section', () => {
  expect(defaultSetup()).toMatchObject({ project: 'logflow', announce: 'sns', 'max-receive-count': 20 });
});

it('the fields of the reference: defaults, and what is needed', () => {
  const field = (name: string, inside?: string) => setupFields(inside).find((one) => one.name === name);
  expect(field('announce')).toMatchObject({ preset: 'sns', required: false });
  expect(field('bucket')).toMatchObject({ preset: undefined, required: false });
  expect(field('of', 'flow-logs')).toMatchObject({ required: true });
  expect(setupFields('bucket')).toEqual([]);
});
