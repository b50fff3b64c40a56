import { consistentSignIn } from '../../app/settings/load.ts';
import { listTemplates } from '../../app/template/list.ts';
import { LogflowCommand } from '../../cli/base-command.ts';
import { clusterFlagNames, commonFlags, settingFlags } from '../../cli/setting-flags.ts';
import { templateFlagNames } from '../../cli/template-flags.ts';

export default class TemplateList extends LogflowCommand {
  static override summary = 'The built-in index templates, and with --node what the cluster has of them';
  static override description =
    `One for each pipeline: name, indices, priority of the composable form, order of the legacy one. With --node each is there, differs
or is missing, and templates of others that match the same indices are named: one with a higher priority decides instead.
Exit code 0, whatever is there: \`template diff\` is the one that fails.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --node http://127.0.0.1:9200 --json',
  ];
  static override flags = {
    ...settingFlags(...clusterFlagNames, 'region', ...templateFlagNames),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(TemplateList);
    await this.carryOut(flags, [consistentSignIn], listTemplates);
  }
}
