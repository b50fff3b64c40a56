import { Flags } from '@oclif/core';
import { needsNode } from '../../app/settings/load.ts';
import { ownSwitches } from '../../app/settings/own-flags.ts';
import { installTemplates } from '../../app/template/install.ts';
import { LogflowCommand } from '../../cli/base-command.ts';
import { clusterFlagNames, commonFlags, settingFlags } from '../../cli/setting-flags.ts';
import { stateFlag, templateFlagNames } from '../../cli/template-flags.ts';

export default class TemplateInstall extends LogflowCommand {
  static override summary = 'Put the index templates that the pipelines need';
  static override description =
    `Creates the template where none is (composable where the cluster knows them, legacy elsewhere), and never overwrites one
that logflow did not make. Without --pipelines these are those of flow logs and of your own pipelines: the others are made when the
first object of theirs comes. Looks at existing indices too: a wrong mapping there is listed field by field.
An older one of its own is brought up to date: settings, aliases and fields that were added by hand stay, and the version before is kept
in a file. What was changed by hand is for \`template diff\` to show and for \`template push\` to overwrite.
With --delete-after it also creates the policy (ILM, ISM) that deletes daily indices by their age, and never changes one.
Doing it again does nothing. Exit code 1 when something is left to do.

The template carries what ids and index names are made of (pipeline, version, schema, index, time zone, kind of id), and so does every
index that it makes: give the same --timezone, --index, --id and --schema as to consume. When they change, what is loaded again would be
written a second time, so consume, ingest and backfill refuse (LF_PIPELINE_CHANGED), and so does this command unless no index was
written before, or --accept-change says that a second copy may be.`;
  static override usage = '<%= command.id %> --node URL [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --node http://127.0.0.1:9200',
    '<%= config.bin %> <%= command.id %> --node https://search.example.com --sigv4 es --json',
    '<%= config.bin %> <%= command.id %> --node http://127.0.0.1:9200 --index flows-{yyyy}-{MM}-{dd}',
    '<%= config.bin %> <%= command.id %> --node http://127.0.0.1:9200 --pipelines albaccess,cloudtrail',
    '<%= config.bin %> <%= command.id %> --node http://127.0.0.1:9200 --timezone Asia/Tokyo --accept-change',
  ];
  static override flags = {
    ...settingFlags(...clusterFlagNames, 'region', ...templateFlagNames),
    'accept-change': Flags.boolean({
      summary: 'Install although documents were written with another time zone, index name or kind of id',
      env: 'LOGFLOW_ACCEPT_CHANGE',
      helpGroup: 'RUN',
    }),
    ...stateFlag,
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(TemplateInstall);
    const own = ownSwitches('template install', ['accept-change'], flags, this.argv, process.env);
    const options = { accept: own['accept-change'], state: flags.state };
    await this.carryOut(flags, [needsNode], (settings, io) => installTemplates(settings, options, io));
  }
}
