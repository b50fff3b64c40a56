import { Flags } from '@oclif/core';
import { dlqOptions } from '../../app/dlq/options.ts';
import { needsQueueOrDlq } from '../../app/dlq/rules.ts';
import { showDeadLetters } from '../../app/dlq/show.ts';
import { LogflowCommand } from '../../cli/base-command.ts';
import { dlqFlag, dlqSettingFlags, lookFlag, selectionFlags } from '../../cli/dlq-flags.ts';
import { commonFlags } from '../../cli/setting-flags.ts';

export default class DlqShow extends LogflowCommand {
  static override summary = 'Dead letters in full: objects, what is wrong with them, and the body';
  static override description =
    `Receives until enough messages are found, and shows each with its objects and what is wrong with them now. Changes nothing:
every message is visible again at the end. Exit code 1 when a message that --message-id names was not found.`;
  static override usage = '<%= command.id %> --queue NAME [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --reason unreadable --max 3',
    "<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --key '*/2020/03/08/*'",
    '<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --message-id 5fea7756-0ea4-451a-a703-a558b933e274',
  ];
  static override flags = {
    ...dlqSettingFlags,
    ...dlqFlag,
    ...selectionFlags,
    ...lookFlag,
    max: Flags.string({
      summary: 'Messages to show, at most (default: 10)',
      env: 'LOGFLOW_MAX',
      helpValue: 'N',
      helpGroup: 'DEAD LETTERS',
    }),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DlqShow);
    const options = dlqOptions('dlq show', flags, this.argv, process.env);
    await this.carryOut(flags, [needsQueueOrDlq(options.dlq)], (settings, io) =>
      showDeadLetters(settings, options, io),
    );
  }
}
