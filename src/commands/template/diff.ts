import { needsNode } from '../../app/settings/load.ts';
import { diffTemplates } from '../../app/template/diff.ts';
import { LogflowCommand } from '../../cli/base-command.ts';
import { clusterFlagNames, commonFlags, settingFlags } from '../../cli/setting-flags.ts';
import { subjectArg, templateFlagNames } from '../../cli/template-flags.ts';

export default class TemplateDiff extends LogflowCommand {
  static override summary = 'Compare templates with the cluster, field by field';
  static override description =
    `Each field that \`template push\` would change, as PATH: NOW -> THEN. What the server adds by itself, and writes otherwise ("1" for 1),
is no difference. Existing indices are looked at, too: one whose mapping is wrong for the documents is listed field by field,
as a template changes only indices that are still to come. So is a template of others that comes before ours.

Exit codes: 0 all as it should be, 1 a difference, 2 usage or configuration.`;
  static override usage = '<%= command.id %> [PIPELINE|FILE] --node URL [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --node http://127.0.0.1:9200',
    '<%= config.bin %> <%= command.id %> vpcflowlogs --node https://search.example.com --sigv4 es --json',
    '<%= config.bin %> <%= command.id %> mine.json --node http://127.0.0.1:9200',
  ];
  static override args = subjectArg;
  static override flags = {
    ...settingFlags(...clusterFlagNames, 'region', ...templateFlagNames),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TemplateDiff);
    await this.carryOut(flags, [needsNode], (settings, io) => diffTemplates(settings, args.subject, io));
  }
}
