import { devNull } from 'node:os';
import { Flags } from '@oclif/core';
import { init } from '../app/init/init.ts';
import { initOptions } from '../app/init/options.ts';
import { LogflowCommand } from '../cli/base-command.ts';
import { settingFlags } from '../cli/setting-flags.ts';

const helpGroup = 'SETUP';

export default class Init extends LogflowCommand {
  static override summary = 'Write a commented logflow.yaml';
  static override description =
    `On a terminal it asks for what no flag says, checks each answer at once, and writes the file after the last one; Ctrl-C
before that leaves nothing behind. Elsewhere, or with --yes, flags and variables are all that is written.
No secret gets into the file: passwords, keys and tokens belong into LOGFLOW_PASSWORD, LOGFLOW_API_KEY or LOGFLOW_BEARER_TOKEN.

Exit codes: 0 written, 1 not written, 2 usage or a file that is there already, 130 interrupted.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --region us-west-2 --node https://search.example.com --sigv4 es --yes',
    '<%= config.bin %> <%= command.id %> --project loganalyticsdev --flow-logs-of vpc-0123456789abcdef0 --output-file dev.yaml --force --yes',
  ];
  static override flags = {
    ...settingFlags('queue', 'region', 'node', 'sigv4', 'username', 'timezone', 'rejects'),
    project: Flags.string({
      summary: 'What the names of all that `logflow setup` makes begin with',
      env: 'LOGFLOW_PROJECT',
      helpValue: 'NAME',
      helpGroup,
    }),
    bucket: Flags.string({
      summary: 'Bucket of the logs, for `logflow setup`',
      env: 'LOGFLOW_BUCKET',
      helpValue: 'NAME',
      helpGroup,
    }),
    'flow-logs-of': Flags.string({
      summary: 'VPCs whose flow logs `logflow setup` turns on; may be given several times',
      env: 'LOGFLOW_FLOW_LOGS_OF',
      helpValue: 'VPC',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup,
    }),
    'output-file': Flags.string({
      summary: 'File to write (default: logflow.yaml)',
      env: 'LOGFLOW_OUTPUT_FILE',
      helpValue: 'FILE',
      helpGroup: 'RUN',
    }),
    force: Flags.boolean({
      summary: 'Replace a file that is there',
      env: 'LOGFLOW_FORCE',
      helpGroup: 'RUN',
    }),
    yes: Flags.boolean({
      summary: 'Ask nothing: write what flags and variables say',
      env: 'LOGFLOW_YES',
      helpGroup: 'RUN',
    }),
    json: Flags.boolean({
      summary: 'The result as one JSON object on stdout; asks nothing',
      env: 'LOGFLOW_JSON',
      helpGroup: 'RUN',
    }),
  };

  protected override readonly finishes = false;

  async run(): Promise<void> {
    const { flags } = await this.parse(Init);
    const options = initOptions(flags, this.argv, process.env);
    // A settings file that is there is not read: it may be the one to replace, for its mistakes.
    await this.carryOut({ ...flags, config: devNull }, [], (_, io) => init(options, io));
  }
}
