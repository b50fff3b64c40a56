import { needsNode } from '../../app/settings/load.ts';
import { installTemplates } from '../../app/template/install.ts';
import { LogflowCommand } from '../../cli/base-command.ts';
import { clusterFlagNames, commonFlags, settingFlags } from '../../cli/setting-flags.ts';

export default class TemplateInstall extends LogflowCommand {
  static override summary = 'Put the index templates that the pipelines need';
  static override description =
    `Creates the template where none is (composable where the cluster knows them, legacy elsewhere), and never overwrites one
that logflow did not make. Looks at existing indices too: a wrong mapping there is listed field by field.
Doing it again does nothing. Exit code 1 when something is left to do.`;
  static override usage = '<%= command.id %> --node URL [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --node http://127.0.0.1:9200',
    '<%= config.bin %> <%= command.id %> --node https://search.example.com --sigv4 es --json',
    '<%= config.bin %> <%= command.id %> --node http://127.0.0.1:9200 --index flows-{yyyy}-{MM}-{dd}',
  ];
  static override flags = {
    ...settingFlags(...clusterFlagNames, 'region', 'index', 'object-properties'),
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(TemplateInstall);
    await this.carryOut(flags, [needsNode], installTemplates);
  }
}
