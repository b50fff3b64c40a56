import { Flags } from '@oclif/core';
import { dlqOptions } from '../../app/dlq/options.ts';
import { redrive } from '../../app/dlq/redrive.ts';
import { needsQueue } from '../../app/settings/load.ts';
import { LogflowCommand } from '../../cli/base-command.ts';
import { dlqFlag, dlqSettingFlags, selectionFlags } from '../../cli/dlq-flags.ts';
import { commonFlags } from '../../cli/setting-flags.ts';

export default class DlqRedrive extends LogflowCommand {
  static override summary = 'Move dead letters back to the queue that they came from';
  static override description =
    `Receives messages, sends each to the source queue with its attributes, and deletes it from the dead-letter queue: in this
order, so that a crash leaves a message in both queues, which doubles no document, and never in none. Messages of other
queues, and those that were sent after the run had begun, are left. Whatever was received and not moved is visible again
at the end, also after Ctrl-C.

Exit codes: 0 all of them were moved, 1 some were not, 2 usage or configuration, 130 interrupted.`;
  static override usage = '<%= command.id %> --queue NAME [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --dry-run',
    '<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --reason fine --yes',
    "<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --key 's3://my-bucket/*/vpcflowlogs/*' --max 100",
  ];
  static override flags = {
    ...dlqSettingFlags,
    ...dlqFlag,
    ...selectionFlags,
    max: Flags.string({
      summary: 'Messages to move, at most (default: all)',
      env: 'LOGFLOW_MAX',
      helpValue: 'N',
      helpGroup: 'DEAD LETTERS',
    }),
    'dry-run': Flags.boolean({
      summary: 'Show what would be moved, by reason and place; move nothing',
      env: 'LOGFLOW_DRY_RUN',
      helpGroup: 'DEAD LETTERS',
    }),
    yes: Flags.boolean({
      summary: 'Do not ask; needed where nobody can be asked',
      env: 'LOGFLOW_YES',
      helpGroup: 'DEAD LETTERS',
    }),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DlqRedrive);
    const options = dlqOptions('dlq redrive', flags, this.argv, process.env);
    await this.carryOut(flags, [needsQueue], (settings, io) => redrive(settings, options, io));
  }
}
