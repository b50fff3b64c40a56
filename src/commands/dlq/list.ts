import { Flags } from '@oclif/core';
import { listDeadLetters } from '../../app/dlq/list.ts';
import { dlqOptions } from '../../app/dlq/options.ts';
import { needsQueueOrDlq } from '../../app/dlq/rules.ts';
import { LogflowCommand } from '../../cli/base-command.ts';
import { dlqFlag, dlqSettingFlags, lookFlag } from '../../cli/dlq-flags.ts';
import { commonFlags } from '../../cli/setting-flags.ts';

export default class DlqList extends LogflowCommand {
  static override summary = 'What is in the dead-letter queue, grouped by reason and place';
  static override description =
    `Receives a sample, looks at each object again (its first MiB), and groups the messages by what is wrong with them now: SQS
itself keeps no reason. Changes nothing: every message is visible again at the end, also after Ctrl-C.

Reasons: not-understood, denied, archived, unreadable, unclaimed, not-looked, fine (nothing wrong with it now), gone,
nothing-to-do (test events, removals). Exit code 0, also when there are dead letters.`;
  static override usage = '<%= command.id %> --queue NAME [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue',
    '<%= config.bin %> <%= command.id %> --dlq loganalyticsdev-queue-dlq --max 10000 --no-look --json',
  ];
  static override flags = {
    ...dlqSettingFlags,
    ...dlqFlag,
    ...lookFlag,
    max: Flags.string({
      summary: 'Messages to receive, at most (default: 1000)',
      env: 'LOGFLOW_MAX',
      helpValue: 'N',
      helpGroup: 'DEAD LETTERS',
    }),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(DlqList);
    const options = dlqOptions('dlq list', flags, this.argv, process.env);
    await this.carryOut(flags, [needsQueueOrDlq(options.dlq)], (settings, io) =>
      listDeadLetters(settings, options, io),
    );
  }
}
