import { Flags } from '@oclif/core';
import { demo } from '../app/demo/demo.ts';
import { demoOptions } from '../app/demo/options.ts';
import { consistentSignIn } from '../app/settings/load.ts';
import { durableRejects } from '../app/settings/rejects-rules.ts';
import { LogflowCommand } from '../cli/base-command.ts';
import {
  bulkFlagNames,
  clusterFlagNames,
  commonFlags,
  documentFlagNames,
  runFlagNames,
  settingFlags,
} from '../cli/setting-flags.ts';

export default class Demo extends LogflowCommand {
  static override summary = 'The whole road on this machine: no AWS account, no cluster needed';
  static override description =
    `Starts S3, SNS and SQS in this process, puts generated VPC flow logs through the S3 API, and runs \`consume --drain\` over
them. Documents go to files in a temporary directory, or into the cluster that --node names (on the command line only: a
settings file may name the real one).`;
  static override usage = '<%= command.id %> [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --node http://127.0.0.1:9200',
    '<%= config.bin %> <%= command.id %> --objects 500 --lines 5000',
  ];
  static override flags = {
    objects: Flags.string({
      summary: 'Objects to write (default: 60)',
      env: 'LOGFLOW_OBJECTS',
      helpValue: 'N',
      helpGroup: 'DEMO',
    }),
    lines: Flags.string({
      summary: 'Lines in each (default: 500)',
      env: 'LOGFLOW_LINES',
      helpValue: 'N',
      helpGroup: 'DEMO',
    }),
    seed: Flags.string({
      summary: 'Other traffic for every number (default: 1)',
      env: 'LOGFLOW_SEED',
      helpValue: 'N',
      helpGroup: 'DEMO',
    }),
    ...settingFlags(...clusterFlagNames, ...bulkFlagNames),
    ...settingFlags(...documentFlagNames, ...runFlagNames),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags, raw } = await this.parse(Demo);
    const targetChosen = raw.some((token) => token.type === 'flag' && /^(node|output)$/.test(token.flag));
    const options = { ...demoOptions(flags), targetChosen };
    await this.carryOut(flags, [consistentSignIn, durableRejects], (settings, io) =>
      demo(settings, options, io),
    );
  }
}
