import { Flags } from '@oclif/core';
import { consistentSignIn } from '../app/settings/load.ts';
import { needsQueueOrNode, statusOptions, withInterval } from '../app/status/options.ts';
import { showStatus } from '../app/status/status.ts';
import { LogflowCommand } from '../cli/base-command.ts';
import { commonFlags, settingFlags } from '../cli/setting-flags.ts';

export default class Status extends LogflowCommand {
  static override summary = 'Is it keeping up? Queue, dead letters, cluster, and the newest document';
  static override description =
    `Asks the queue (waiting, in flight, delayed, dead letters), the cluster (health, nodes, disk), and for each pipeline its
indices: documents, size, the newest @timestamp and how far it is behind. Receives no message and changes nothing.
A half that cannot be reached does not hide the other: its trouble is named, and the exit code is 1.

Exit codes: 0 all of it was read, 1 something could not be, 2 usage or configuration, 130 interrupted.`;
  static override usage = '<%= command.id %> [--queue NAME] [--node URL] [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --node https://search.example.com',
    '<%= config.bin %> <%= command.id %> --watch 10s',
    {
      description: 'How many messages wait?',
      command: '<%= config.bin %> <%= command.id %> --queue loganalyticsdev-queue --json | jq .queue.visible',
    },
  ];
  static override flags = {
    watch: Flags.string({
      summary:
        'Look again every TIME (default: 5s) until Ctrl-C, with rates: on a terminal in place, else a line each time',
      env: 'LOGFLOW_WATCH',
      helpValue: '[TIME]',
      helpGroup: 'RUN',
    }),
    ...settingFlags('queue', 'queue-owner', 'region', 'node', 'username', 'password', 'api-key'),
    ...settingFlags('bearer-token', 'sigv4', 'ca', 'pipelines', 'index'),
    ...commonFlags,
  };

  protected override readonly finishes = false;

  async run(): Promise<void> {
    const { flags } = await this.parse(Status, withInterval(this.argv));
    const options = statusOptions(flags);
    await this.carryOut(flags, [needsQueueOrNode, consistentSignIn], (settings, io) =>
      showStatus(settings, options, io),
    );
  }
}
