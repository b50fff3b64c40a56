import { Flags } from '@oclif/core';
import { replayOptions } from '../../app/rejects/options.ts';
import { replayRejects } from '../../app/rejects/replay.ts';
import { needsNode } from '../../app/settings/load.ts';
import { needsRejects } from '../../app/settings/rejects-rules.ts';
import { LogflowCommand } from '../../cli/base-command.ts';
import { bucketFlagNames, clusterFlagNames, commonFlags, settingFlags } from '../../cli/setting-flags.ts';

export default class RejectsReplay extends LogflowCommand {
  static override summary = 'Send the refused documents again, after the mapping was mended';
  static override description =
    `Every document goes to the index, with the id and the operation, of the first time: doing it twice adds nothing. What is taken
leaves the store; what is refused again stays there with the new reason. Stopped in the middle, nothing is lost: run it again.
Exit code 1 when documents are refused again, or when something in the store cannot be understood.`;
  static override usage = '<%= command.id %> --rejects PLACE --node URL [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --rejects s3://my-bucket/rejects --node http://127.0.0.1:9200 --dry-run',
    '<%= config.bin %> <%= command.id %> --rejects s3://my-bucket/rejects --node http://127.0.0.1:9200',
    '<%= config.bin %> <%= command.id %> --rejects index:rejects-vpcflowlogs --node http://127.0.0.1:9200 --json',
  ];
  static override flags = {
    ...settingFlags('rejects', 'region', ...bucketFlagNames, ...clusterFlagNames, 'bulk-bytes', 'bulk-docs'),
    'dry-run': Flags.boolean({
      summary: 'Count what would be sent, by index; send and change nothing',
      env: 'LOGFLOW_DRY_RUN',
      helpGroup: 'RUN',
    }),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(RejectsReplay);
    const options = replayOptions(flags, this.argv, process.env);
    await this.carryOut(flags, [needsRejects, needsNode], (settings, io) =>
      replayRejects(settings, options, io),
    );
  }
}
