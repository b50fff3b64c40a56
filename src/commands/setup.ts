import { Flags } from '@oclif/core';
import { consistentSignIn } from '../app/settings/load.ts';
import { exportForms } from '../app/setup/export/forms.ts';
import { setupOptions } from '../app/setup/options.ts';
import { setup } from '../app/setup/setup.ts';
import { LogflowCommand } from '../cli/base-command.ts';
import { clusterFlagNames, commonFlags, settingFlags } from '../cli/setting-flags.ts';

const helpGroup = 'SETUP';

export default class Setup extends LogflowCommand {
  static override summary = 'Make what is needed in AWS, after showing what that is';
  static override description =
    `Bucket, queue and dead-letter queue, topic and subscription (or a rule of EventBridge), bucket notification, VPC Flow
Logs, the consumer's role, index templates: looks at what is there, shows what would be created or changed, field by
field, and does it on a yes. Names come from one project name; the section \`setup\` of logflow.yaml says what differs.
What is there is used; what others put into policies and notifications stays. Doing it again does nothing.

--destroy deletes what carries logflow's tag, and nothing else; never a bucket with objects in it.
--export prints what would be made: as a CloudFormation template for any account and region, or the consumer's IAM policy.

Exit codes: 0 all is as wanted, 1 something is to do (--dry-run), was refused or failed, 2 usage or configuration,
130 interrupted.`;
  static override usage = '<%= command.id %> [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --region us-west-2 --node https://search.example.com --yes',
    '<%= config.bin %> <%= command.id %> --only topic,subscription,notification',
    '<%= config.bin %> <%= command.id %> --destroy --dry-run --json',
    '<%= config.bin %> <%= command.id %> --export cloudformation',
    '<%= config.bin %> <%= command.id %> --export policy --account 123456789012 --region us-west-2',
  ];
  static override flags = {
    only: Flags.string({
      summary:
        'Only these parts: bucket, queue, topic, subscription, rule, notification, flow-logs, role, templates',
      env: 'LOGFLOW_ONLY',
      helpValue: 'PART,PART',
      multiple: true,
      multipleNonGreedy: true,
      helpGroup,
    }),
    'dry-run': Flags.boolean({
      summary: 'Show the plan; change nothing. Exit code 1 when something is to do',
      env: 'LOGFLOW_DRY_RUN',
      helpGroup,
    }),
    yes: Flags.boolean({
      summary: 'Do not ask; needed where nobody can be asked',
      env: 'LOGFLOW_YES',
      helpGroup,
    }),
    destroy: Flags.boolean({
      summary: "Delete what carries logflow's tag",
      env: 'LOGFLOW_DESTROY',
      helpGroup,
    }),
    export: Flags.string({
      summary:
        'Print what would be made as a CloudFormation template, or the policy of the consumer; make nothing',
      env: 'LOGFLOW_EXPORT',
      helpValue: exportForms.join('|'),
      helpGroup,
    }),
    account: Flags.string({
      summary: 'Account that --export policy is for (default: that of the credentials)',
      env: 'LOGFLOW_SETUP_ACCOUNT',
      helpValue: 'ID',
      helpGroup,
    }),
    ...settingFlags('queue', 'queue-owner', 'region', 'visibility-timeout', 's3-endpoint', 'path-style'),
    ...settingFlags(
      ...clusterFlagNames,
      'pipelines',
      'timezone',
      'schema',
      'id',
      'index',
      'object-properties',
    ),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Setup);
    const options = setupOptions(flags, this.argv, process.env);
    await this.carryOut(flags, [consistentSignIn], (settings, io) => setup(settings, options, io));
  }
}
