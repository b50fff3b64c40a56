import { listRejects } from '../../app/rejects/list.ts';
import { consistentSignIn } from '../../app/settings/load.ts';
import { needsRejects } from '../../app/settings/rejects-rules.ts';
import { LogflowCommand } from '../../cli/base-command.ts';
import { bucketFlagNames, clusterFlagNames, commonFlags, settingFlags } from '../../cli/setting-flags.ts';

export default class RejectsList extends LogflowCommand {
  static override summary = 'Show the documents that the cluster refused for good, by reason and index';
  static override description =
    `Reads the store that \`consume\` was given with --rejects and changes nothing. Each group shows how many documents and objects
it holds, the first objects, and one document with the reason in the cluster's own words.
Exit code 1 when something in the store cannot be understood.`;
  static override usage = '<%= command.id %> --rejects PLACE [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --rejects s3://my-bucket/rejects',
    '<%= config.bin %> <%= command.id %> --rejects index:rejects-vpcflowlogs --node http://127.0.0.1:9200 --json',
    '<%= config.bin %> <%= command.id %> --rejects dir:/mnt/efs/rejects',
  ];
  static override flags = {
    ...settingFlags('rejects', 'region', ...bucketFlagNames, ...clusterFlagNames),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(RejectsList);
    await this.carryOut(flags, [needsRejects, consistentSignIn], listRejects);
  }
}
