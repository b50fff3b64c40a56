import { Flags } from '@oclif/core';
import { needsNode } from '../../app/settings/load.ts';
import { ownSwitches } from '../../app/settings/own-flags.ts';
import { pushTemplates } from '../../app/template/push.ts';
import { LogflowCommand } from '../../cli/base-command.ts';
import { clusterFlagNames, commonFlags, settingFlags } from '../../cli/setting-flags.ts';
import { stateFlag, subjectArg, templateFlagNames } from '../../cli/template-flags.ts';

export default class TemplatePush extends LogflowCommand {
  static override summary = 'Overwrite what differs on the cluster, after a plan and a yes';
  static override description =
    `\`template install\` makes sure that templates are there, and leaves alone what others made or changed. \`push\` makes them equal to
the built-in ones (or to a file), whoever made what is there: it shows each field that changes, asks, saves the version before to a
file below --state, and only then puts the new one. To go back, push the saved file.

A template changes only indices that are still to come: existing ones with a wrong mapping are named. Nothing is deleted; a policy
with a shorter age lets the cluster delete, perhaps at once.

Exit codes: 0 done, or nothing to do; 1 not put, or others decide all the same; 2 usage or configuration; 130 interrupted.`;
  static override usage = '<%= command.id %> [PIPELINE|FILE] --node URL [FLAGS]';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --node http://127.0.0.1:9200',
    '<%= config.bin %> <%= command.id %> vpcflowlogs --node https://search.example.com --sigv4 es --yes --json',
    '<%= config.bin %> <%= command.id %> mine.json --node http://127.0.0.1:9200 --yes',
    '<%= config.bin %> <%= command.id %> --node http://127.0.0.1:9200 --delete-after 30d',
  ];
  static override args = subjectArg;
  static override flags = {
    ...settingFlags(...clusterFlagNames, 'region', ...templateFlagNames),
    yes: Flags.boolean({
      summary: 'Do not ask; needed where nobody can be asked',
      env: 'LOGFLOW_YES',
      helpGroup: 'RUN',
    }),
    ...stateFlag,
    ...commonFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(TemplatePush);
    const { yes } = ownSwitches('template push', ['yes'], flags, this.argv, process.env);
    const options = { named: args.subject, yes, state: flags.state };
    await this.carryOut(flags, [needsNode], (settings, io) => pushTemplates(settings, options, io));
  }
}
